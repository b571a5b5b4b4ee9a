package io.millrace.engine.batch;

/**
 * The smoothed time between arrivals: an exponential mean of weight 1/8, each gap clipped at four
 * times the mean, so that one silence does not hide the rate of a burst.
 */
final class ArrivalGap {

  private static final double WEIGHT = 1.0 / 8;
  private static final double CLIP = 4;

  private long last;
  private int arrivals;
  private double mean = Double.POSITIVE_INFINITY;

  void arrived(long now) {
    double gap = (double) Math.max(now - last, 1);
    last = now;
    switch (arrivals) {
      case 0 -> arrivals = 1;
      case 1 -> {
        arrivals = 2;
        mean = gap;
      }
      default -> mean += WEIGHT * (Math.min(gap, CLIP * mean) - mean);
    }
  }

  /** Nanoseconds; infinite before the second arrival. */
  double nanos() {
    return mean;
  }
}
