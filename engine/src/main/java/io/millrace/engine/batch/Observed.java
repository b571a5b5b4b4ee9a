package io.millrace.engine.batch;

/**
 * What planning goes by.
 *
 * @param gaps between the latest arrivals, nanoseconds, oldest first
 * @param time of a run
 * @param decodeNanos of an image, where the devices decode too; else 0
 * @param busy share of the devices' time that was used since the last look, 0 to 1
 * @param target the latency target, nanoseconds
 */
public record Observed(
    long[] gaps, ServiceTime time, double decodeNanos, double busy, long target) {

  /** Nanoseconds; infinite where nothing was seen. */
  double meanGap() {
    double sum = 0;
    for (long gap : gaps) {
      sum += (double) gap;
    }
    return gaps.length == 0 ? Double.POSITIVE_INFINITY : sum / gaps.length;
  }

  /** Standard deviation of the gaps over their mean: 0 for a clock, 1 for Poisson, more: bursts. */
  double burstiness() {
    double mean = meanGap();
    double sum = 0;
    for (long gap : gaps) {
      sum += (gap - mean) * (gap - mean);
    }
    return gaps.length == 0 || mean == 0 ? 0 : Math.sqrt(sum / gaps.length) / mean;
  }
}
