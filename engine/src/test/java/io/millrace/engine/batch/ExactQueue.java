package io.millrace.engine.batch;

import io.millrace.engine.batch.VirtualLane.Curve;

/**
 * Greedy batch service on one device solved as a Markov chain, so that neither the lane in virtual
 * time nor the planner's own model of the queue is its own judge. Arrivals are Poisson, a run of b
 * images takes exactly alpha * b + tau0, at most {@code cap} images are taken, and a free device
 * takes what waits at once. The chain is how many wait when a run ends; what an image meets is
 * summed over the moment of its arrival within the run that is under way. Milliseconds.
 */
final class ExactQueue {

  private static final int STATES = 400;
  private static final int MOMENTS = 24;
  private static final double NEGLIGIBLE = 1e-12;

  private final Curve curve;
  private final int cap;
  private final double perMilli;
  private final double[] waiting;
  private final double imagesPerRun;

  ExactQueue(Curve curve, int cap, double perMilli) {
    this.curve = curve;
    this.cap = cap;
    this.perMilli = perMilli;
    this.waiting = stationary();
    double images = 0;
    for (int left = 0; left < STATES; left++) {
      images += waiting[left] * taken(left);
    }
    this.imagesPerRun = images;
  }

  /** The 99th percentile of the latency. */
  double p99() {
    double low = time(1);
    double high = 1;
    while (above(high) > 0.01) {
      low = high;
      high *= 2;
    }
    while (high - low > 1e-3 * high) {
      double middle = (low + high) / 2;
      if (above(middle) > 0.01) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The mean latency: what is waiting or running on average, by Little's law. */
  double mean() {
    double images = 0;
    double elapsed = 0;
    for (int left = 0; left < STATES; left++) {
      int batch = taken(left);
      double run = time(batch);
      double idle = left == 0 ? 1 / perMilli : 0;
      elapsed += waiting[left] * (idle + run);
      // Those there when the run begins stay through it; arrivals of the run stay half of it.
      images += waiting[left] * (Math.max(left, 1) * run + perMilli * run * run / 2);
    }
    return images / elapsed / perMilli;
  }

  private int taken(int left) {
    return Math.max(1, Math.min(left, cap));
  }

  private double time(int images) {
    return curve.alpha() * images + curve.tau0();
  }

  private double[] stationary() {
    double[][] arrivals = new double[cap + 1][];
    for (int batch = 1; batch <= cap; batch++) {
      arrivals[batch] = poisson(perMilli * time(batch));
    }
    double[] now = new double[STATES];
    now[0] = 1;
    double moved = 1;
    while (moved > 1e-10) {
      double[] next = new double[STATES];
      for (int left = 0; left < STATES; left++) {
        double[] more = arrivals[taken(left)];
        int stay = Math.max(0, left - cap);
        for (int n = 0; now[left] > NEGLIGIBLE && n < more.length; n++) {
          next[Math.min(STATES - 1, stay + n)] += now[left] * more[n];
        }
      }
      moved = 0;
      for (int left = 0; left < STATES; left++) {
        moved += Math.abs(next[left] - now[left]);
      }
      now = next;
    }
    return now;
  }

  /** The share of images whose latency is above {@code limit}. */
  private double above(double limit) {
    double late = time(1) > limit ? waiting[0] : 0;
    for (int left = 0; left < STATES; left++) {
      double run = time(taken(left));
      for (int i = 0; waiting[left] > NEGLIGIBLE && i < MOMENTS; i++) {
        double since = run * (i + 0.5) / MOMENTS;
        double expected = perMilli * run / MOMENTS;
        late += waiting[left] * expected * late(Math.max(0, left - cap), since, run - since, limit);
      }
    }
    return late / imagesPerRun;
  }

  /** The probability that an image is late that arrives so long after a run began. */
  private double late(int stay, double since, double untilEnd, double limit) {
    double late = 0;
    double[] before = poisson(perMilli * since);
    for (int n = 0; n < before.length; n++) {
      int ahead = stay + n;
      int fullOnes = ahead / cap;
      double wait = untilEnd + fullOnes * time(cap);
      late += before[n] * lateInItsBatch(ahead % cap, wait, limit);
    }
    return late;
  }

  /** Those that arrive behind it while it waits make its batch larger, up to the cap. */
  private double lateInItsBatch(int place, double wait, double limit) {
    int smallest = place + 1;
    while (smallest <= cap && wait + time(smallest) <= limit) {
      smallest++;
    }
    if (smallest > cap) {
      return 0;
    }
    double fewer = 0;
    double[] behind = smallest == place + 1 ? new double[0] : poisson(perMilli * wait);
    for (int n = 0; n < Math.min(behind.length, smallest - place - 1); n++) {
      fewer += behind[n];
    }
    return 1 - fewer;
  }

  /** Probabilities of 0, 1, 2 …, as many as matter. */
  static double[] poisson(double mean) {
    double[] probabilities = new double[(int) (mean + 10 * Math.sqrt(mean) + 12)];
    double term = Math.exp(-mean);
    for (int n = 0; n < probabilities.length; n++) {
      probabilities[n] = term;
      term *= mean / (n + 1);
    }
    return probabilities;
  }
}
