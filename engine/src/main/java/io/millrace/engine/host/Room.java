package io.millrace.engine.host;

import java.time.Duration;

/**
 * How much a caller has in flight. To wake a thread that sleeps costs tens of microseconds, more
 * than some models need for an image, so a caller that has been held back is not woken for each
 * batch of a few: it may have some milliseconds of work more in flight, and hears when that is
 * done.
 *
 * @param most images above which more buys no throughput
 * @param low a caller that had no room hears of nothing before so few are left
 */
record Room(int most, int low) {

  private static final double AT_ONCE_NANOS = (double) Duration.ofMillis(8).toNanos();
  private static final int LEAST_PER_WORKER = 4;

  /**
   * A batch for every worker and one more that fills, and never so few that a worker waits for its
   * caller; beyond that what is done in 8 ms, if those are batches.
   *
   * @param imageNanos time per image of all workers together; 0: not known
   */
  static Room of(int workers, int cap, double imageNanos, int callers) {
    int low = Math.max((workers + 1) * cap, LEAST_PER_WORKER * workers);
    double more = imageNanos == 0 ? 0 : AT_ONCE_NANOS / imageNanos / Math.max(1, callers);
    return new Room(low + (more < cap ? 0 : (int) more), low);
  }

  /** What a caller has that nobody waits for. */
  Room half() {
    return new Room(most / 2, low / 2);
  }
}
