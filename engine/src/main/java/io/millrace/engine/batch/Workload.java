package io.millrace.engine.batch;

/** What a lane sees of its load: arrivals, decode times, how much of its devices' time is used. */
final class Workload {

  private static final double WEIGHT = 1.0 / 64;
  private static final double BUSY_WEIGHT = 1.0 / 4;

  private final Arrivals arrivals;
  private final int servers;
  private double decodeNanos;
  private double usedNanos;
  private double busy;
  private long since;
  private boolean looked;

  Workload(int gapsKept, int servers) {
    this.arrivals = new Arrivals(gapsKept);
    this.servers = servers;
  }

  void arrived(long now) {
    arrivals.arrived(now);
  }

  void ran(int images, long runNanos, long decode) {
    double mean = (double) decode / images;
    decodeNanos += (decodeNanos == 0 ? 1 : WEIGHT) * (mean - decodeNanos);
    usedNanos += (double) (runNanos + decode);
  }

  Observed observe(long now, ServiceTime time, long target) {
    double elapsed = looked ? (double) Math.max(now - since, 1) * servers : 0;
    if (elapsed > 0) {
      // Whole batches are counted when they end, so that one look alone says little.
      busy += BUSY_WEIGHT * (Math.min(usedNanos / elapsed, 1) - busy);
    }
    usedNanos = 0;
    since = now;
    looked = true;
    return new Observed(arrivals.gaps(), time, decodeNanos, busy, target);
  }
}
