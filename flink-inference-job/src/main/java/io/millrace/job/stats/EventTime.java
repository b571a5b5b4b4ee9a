package io.millrace.job.stats;

import java.time.Duration;

/**
 * Timestamps as producers write them.
 *
 * <p>One that lies in the future would make everything late that comes after it, so it moves no
 * watermark, and its image counts as one of now.
 */
final class EventTime {

  /** How far a producer's clock may be ahead. */
  private static final long TOLERANCE_MILLIS = Duration.ofMinutes(1).toMillis();

  private EventTime() {}

  static boolean isBelievable(long timestamp, long now) {
    return timestamp <= now + TOLERANCE_MILLIS;
  }

  /** The timestamp, or now where it cannot be believed. */
  static long of(long timestamp, long now) {
    return isBelievable(timestamp, now) ? timestamp : now;
  }
}
