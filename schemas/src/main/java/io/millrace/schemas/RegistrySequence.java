package io.millrace.schemas;

/**
 * The number of a state of {@code model-registry}: 1 for the first of a model, one more for each
 * that follows.
 */
public final class RegistrySequence {

  /**
   * The highest that counts. Nobody gets there by counting; a state beyond it was forged so that
   * none could follow it.
   */
  public static final long HIGHEST = (1L << 48) - 1;

  private RegistrySequence() {}

  /** Whether a state can have this number. */
  public static boolean isPossible(long sequence) {
    return sequence >= 1 && sequence <= HIGHEST;
  }
}
