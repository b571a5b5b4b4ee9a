package io.millrace.engine.batch;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The gaps between the latest arrivals, in order, as they were seen: what a simulation replays, so
 * that it meets the bursts of the real stream and not those of a distribution.
 */
final class Arrivals {

  /** Bursts longer than this many images are cut when a longer sequence is put together. */
  private static final int BLOCK = 256;

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
  long[] gaps() {
    long known = Math.max(count - 1, 0);
    if (known <= gaps.length) {
      return Arrays.copyOf(gaps, (int) known);
    }
    int oldest = (int) (known % gaps.length);
    long[] inOrder = new long[gaps.length];
    System.arraycopy(gaps, oldest, inOrder, 0, gaps.length - oldest);
    System.arraycopy(gaps, 0, inOrder, gaps.length - oldest, oldest);
    return inOrder;
  }

  /** Times of {@code n} arrivals whose gaps are blocks of those given, drawn with a seed. */
  static long[] resample(long[] gaps, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] times = new long[n];
    long now = 0;
    int at = 0;
    for (int i = 0; i < n; i++) {
      if (i % BLOCK == 0) {
        at = random.nextInt(gaps.length);
      }
      now += gaps[at];
      at = (at + 1) % gaps.length;
      times[i] = now;
    }
    return times;
  }
}
