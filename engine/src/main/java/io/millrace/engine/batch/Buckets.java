package io.millrace.engine.batch;

/**
 * The batch sizes that are run.
 *
 * <p>Where a provider prepares something for each shape (kernel search, engines) a few sizes keep
 * that small: 1, 2, 4 … and the maximum, the unused images run for nothing. Where shapes are free,
 * as on a CPU, exactly the images at hand are run: 17 images cost half of 32 there. A model with a
 * fixed batch axis has its one size.
 */
public record Buckets(int max, Rounding rounding) {

  /** How a number of images becomes a size that is run. */
  public enum Rounding {
    EXACT,
    POWER_OF_TWO,
    ALWAYS_MAX
  }

  public Buckets {
    if (max < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 image, not " + max);
    }
  }

  /** The size to run for {@code images}, which is at most {@code max}. */
  public int holding(int images) {
    if (images < 1 || images > max) {
      throw new IllegalArgumentException(images + " images do not fit buckets up to " + max);
    }
    return switch (rounding) {
      case EXACT -> images;
      case POWER_OF_TWO -> Math.min(nextPowerOfTwo(images), max);
      case ALWAYS_MAX -> max;
    };
  }

  /** The sizes to warm up, ascending; between them an exact size is near enough to one of them. */
  public int[] sizes() {
    if (rounding == Rounding.ALWAYS_MAX) {
      return new int[] {max};
    }
    int count = Integer.numberOfTrailingZeros(nextPowerOfTwo(max)) + 1;
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = Math.min(1 << i, max);
    }
    return sizes;
  }

  private static int nextPowerOfTwo(int n) {
    return n == 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
  }
}
