package io.millrace.engine.batch;

/**
 * What planning goes by.
 *
 * @param gaps between the latest arrivals
 * @param time of a run
 * @param decodeNanos of an image, where the devices decode too; else 0
 * @param busy share of the devices' time that goes into full batches, a half-full one counting
 *     half: a device that takes whatever is there is never idle and yet has room. 1 where images
 *     were held back, however busy the devices seemed
 * @param target the latency target, nanoseconds
 */
public record Observed(Gaps gaps, ServiceTime time, double decodeNanos, double busy, long target) {

  private static final double SATURATED = 0.97;

  /** Whether the devices, and not the arrivals, set the pace. */
  boolean isSaturated() {
    return busy >= SATURATED;
  }
}
