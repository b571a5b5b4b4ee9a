package io.millrace.engine.batch;

/**
 * M/D/c: images one by one on {@code servers} devices, Poisson arrivals, every run as long. Waiting
 * times by G. J. Franx, A simple solution for the M/D/c waiting time distribution (2001), which has
 * no alternating terms; the number in the system from N(t + D) = max(N(t) - c, 0) + Poisson.
 */
final class SingleService {

  private static final int STATES = 400;

  private final int servers;
  private final double run;
  private final double perMilli;
  private final double[] atMost;

  SingleService(int servers, double run, double perMilli) {
    this.servers = servers;
    this.run = run;
    this.perMilli = perMilli;
    double[] arrivals = ExactQueue.poisson(perMilli * run);
    double[] now = new double[STATES];
    now[0] = 1;
    for (double moved = 1; moved > 1e-11; ) {
      double[] next = new double[STATES];
      for (int there = 0; there < STATES; there++) {
        for (int n = 0; n < arrivals.length; n++) {
          int then = Math.max(0, there - servers) + n;
          next[Math.min(STATES - 1, then)] += now[there] * arrivals[n];
        }
      }
      moved = 0;
      for (int there = 0; there < STATES; there++) {
        moved += Math.abs(next[there] - now[there]);
      }
      now = next;
    }
    for (int there = 1; there < STATES; there++) {
      now[there] += now[there - 1];
    }
    atMost = now;
  }

  /** The 99th percentile of the latency. */
  double p99() {
    double low = 0;
    double high = 100 * run;
    while (high - low > 1e-4 * run) {
      double middle = (low + high) / 2;
      if (waitsAtMost(middle) < 0.99) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high + run;
  }

  private double waitsAtMost(double time) {
    int k = (int) (time / run) + 1;
    double[] terms = ExactQueue.poisson(perMilli * (k * run - time));
    double sum = 0;
    for (int j = 0; j < Math.min(terms.length, k * servers); j++) {
      int inQueue = k * servers - 1 - j;
      sum += terms[j] * atMost[Math.min(STATES - 1, servers + inQueue)];
    }
    return sum;
  }
}
