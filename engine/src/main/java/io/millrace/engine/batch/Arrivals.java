package io.millrace.engine.batch;

import java.util.Arrays;

/**
 * The gaps between the latest arrivals, in order, as they were seen: what a simulation replays, so
 * that it meets the bursts of the real stream and not those of a distribution.
 */
final class Arrivals {

  private final long[] gaps;
  private long count;
  private long last;

  Arrivals(int kept) {
    gaps = new long[kept];
  }

  void arrived(long now) {
    if (count > 0) {
      gaps[(int) ((count - 1) % gaps.length)] = Math.max(now - last, 0);
    }
    last = now;
    count++;
  }

  /** The gaps that are kept, oldest first. */
  Gaps gaps() {
    long known = Math.max(count - 1, 0);
    if (known <= gaps.length) {
      return new Gaps(Arrays.copyOf(gaps, (int) known));
    }
    int oldest = (int) (known % gaps.length);
    long[] inOrder = new long[gaps.length];
    System.arraycopy(gaps, oldest, inOrder, 0, gaps.length - oldest);
    System.arraycopy(gaps, 0, inOrder, gaps.length - oldest, oldest);
    return new Gaps(inOrder);
  }
}
