package io.millrace.engine.batch;

import java.util.SplittableRandom;

/** Gaps between arrivals, in order, nanoseconds; never changed. */
public final class Gaps {

  /** Bursts longer than this many images are cut when a longer sequence is put together. */
  private static final int BLOCK = 256;

  private final long[] nanos;

  Gaps(long[] nanos) {
    this.nanos = nanos;
  }

  public int size() {
    return nanos.length;
  }

  /** Infinite where there are none. */
  double mean() {
    double sum = 0;
    for (long gap : nanos) {
      sum += (double) gap;
    }
    return nanos.length == 0 ? Double.POSITIVE_INFINITY : sum / nanos.length;
  }

  /** Standard deviation of the gaps over their mean: 0 for a clock, 1 for Poisson, more: bursts. */
  double burstiness() {
    double mean = mean();
    double sum = 0;
    for (long gap : nanos) {
      sum += (gap - mean) * (gap - mean);
    }
    return nanos.length == 0 || mean == 0 ? 0 : Math.sqrt(sum / nanos.length) / mean;
  }

  /**
   * Times of {@code n} arrivals whose gaps are blocks of these, drawn with a seed.
   *
   * @param stretch of every gap
   */
  long[] resample(int n, double stretch, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] times = new long[n];
    long now = 0;
    int at = 0;
    for (int i = 0; i < n; i++) {
      if (i % BLOCK == 0) {
        at = random.nextInt(nanos.length);
      }
      now += (long) (stretch * nanos[at]);
      at = (at + 1) % nanos.length;
      times[i] = now;
    }
    return times;
  }
}
