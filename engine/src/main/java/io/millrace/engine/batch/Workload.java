package io.millrace.engine.batch;

/** What a lane sees of its load: arrivals, decode times, how much of its devices' time is used. */
final class Workload {

  private static final double WEIGHT = 1.0 / 64;
  private static final double BUSY_WEIGHT = 1.0 / 32;

  private final Arrivals arrivals;
  private final int servers;
  private double decodeNanos;
  private double usedNanos;
  private double busy;
  private int looks;
  private long since;
  private boolean looked;

  Workload(int gapsKept, int servers) {
    this.arrivals = new Arrivals(gapsKept);
    this.servers = servers;
  }

  void arrived(long now) {
    arrivals.arrived(now);
  }

  /** A batch ran that could have held {@code cap} images. */
  void ran(int images, int cap, long runNanos, long decode) {
    double mean = (double) decode / images;
    decodeNanos += (decodeNanos == 0 ? 1 : WEIGHT) * (mean - decodeNanos);
    usedNanos += (double) (runNanos + decode) * Math.min(1, (double) images / cap);
  }

  Observed observe(long now, boolean heldBack, ServiceTime time, long target) {
    double elapsed = looked ? (double) Math.max(now - since, 1) * servers : 0;
    if (elapsed > 0) {
      // A busy spell of a stream that leaves room must not look like one that is held back.
      busy += Math.max(BUSY_WEIGHT, 1.0 / ++looks) * (Math.min(usedNanos / elapsed, 1) - busy);
    }
    usedNanos = 0;
    since = now;
    looked = true;
    return new Observed(arrivals.gaps(), time, decodeNanos, heldBack ? 1 : busy, target);
  }
}
