package io.millrace.engine.batch;

/**
 * The batch sizes that are run: 1, 2, 4 … and the maximum, or one pinned size for a model whose
 * batch axis is fixed. A few sizes keep the number of shapes that a provider prepares for small.
 */
public record Buckets(int max, boolean pinned) {

  public Buckets {
    if (max < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 image, not " + max);
    }
  }

  public static Buckets upTo(int max) {
    return new Buckets(max, false);
  }

  public static Buckets pinnedAt(int size) {
    return new Buckets(size, true);
  }

  /** The smallest bucket that holds {@code images}, which is at most {@code max}. */
  public int holding(int images) {
    if (images < 1 || images > max) {
      throw new IllegalArgumentException(images + " images do not fit buckets up to " + max);
    }
    int powerOfTwo = images == 1 ? 1 : Integer.highestOneBit(images - 1) << 1;
    return pinned ? max : Math.min(powerOfTwo, max);
  }

  /** All buckets, ascending. */
  public int[] sizes() {
    if (pinned) {
      return new int[] {max};
    }
    int count = max == 1 ? 1 : 33 - Integer.numberOfLeadingZeros(max - 1);
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = Math.min(1 << i, max);
    }
    return sizes;
  }
}
