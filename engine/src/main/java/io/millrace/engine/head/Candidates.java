package io.millrace.engine.head;

import java.util.Arrays;

/**
 * Boxes that are likely enough, to be gone through best first. Each is one number whose order is
 * that of the scores, of equal ones that of the model's output: the upper half is the score, upside
 * down, the lower half says which box and class.
 */
final class Candidates {

  private final float threshold;
  private final int classes;
  private long[] keys = new long[64];
  private int size;

  Candidates(double threshold, int classes) {
    this.threshold = (float) threshold;
    this.classes = classes;
  }

  /** Takes a box in if its score, which is finite, reaches the threshold. */
  void offer(int box, int ofClass, float score) {
    if (score < threshold) {
      return;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    long upsideDown = (long) Integer.MAX_VALUE - Float.floatToIntBits(Math.max(0, score));
    keys[size++] = (upsideDown << 32) | (box * classes + ofClass);
  }

  void sort() {
    Arrays.sort(keys, 0, size);
  }

  int size() {
    return size;
  }

  int box(int candidate) {
    return (int) keys[candidate] / classes;
  }

  int ofClass(int candidate) {
    return (int) keys[candidate] % classes;
  }

  float score(int candidate) {
    return Float.intBitsToFloat(Integer.MAX_VALUE - (int) (keys[candidate] >>> 32));
  }
}
