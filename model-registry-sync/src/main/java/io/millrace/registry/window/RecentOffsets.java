package io.millrace.registry.window;

import java.util.BitSet;

/**
 * Which of the last offsets of a partition were seen. One that lies further back counts as seen:
 * after a failure the job begins again with images that were through, and nothing else goes back so
 * far.
 */
final class RecentOffsets {

  /** More than a task has in flight, within which failures of a canary overtake. */
  static final int REMEMBERED = 16_384;

  private final BitSet seen = new BitSet(REMEMBERED);
  private long highest = -1;

  /** Whether this offset is new; remembers it. */
  boolean isNew(long offset) {
    if (offset <= highest - REMEMBERED) {
      return false;
    }
    if (offset > highest) {
      forgetUpTo(offset);
      highest = offset;
    }
    int place = (int) (offset % REMEMBERED);
    boolean isNew = !seen.get(place);
    seen.set(place);
    return isNew;
  }

  private void forgetUpTo(long offset) {
    if (offset - highest >= REMEMBERED) {
      seen.clear();
      return;
    }
    for (long gone = highest + 1; gone <= offset; gone++) {
      seen.clear((int) (gone % REMEMBERED));
    }
  }
}
