package io.millrace.engine.head;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression per class. Boxes come best first; one is let in if it overlaps no
 * box of its class that was let in before by more than the threshold.
 */
final class Suppression {

  private static final int CORNERS = 4;

  private final float threshold;
  private float[] kept = new float[16 * CORNERS];
  private int[] classes = new int[16];
  private int size;

  Suppression(double iouThreshold) {
    threshold = (float) iouThreshold;
  }

  /**
   * Lets a box in or not.
   *
   * @param corners left, top, right, bottom
   */
  boolean admit(int ofClass, float[] corners) {
    for (int i = 0; i < size; i++) {
      if (classes[i] == ofClass && overlap(i * CORNERS, corners) > threshold) {
        return false;
      }
    }
    if (size == classes.length) {
      kept = Arrays.copyOf(kept, 2 * kept.length);
      classes = Arrays.copyOf(classes, 2 * classes.length);
    }
    System.arraycopy(corners, 0, kept, size * CORNERS, CORNERS);
    classes[size++] = ofClass;
    return true;
  }

  /** Intersection over union. */
  private float overlap(int at, float[] other) {
    float width = Math.min(kept[at + 2], other[2]) - Math.max(kept[at], other[0]);
    float height = Math.min(kept[at + 3], other[3]) - Math.max(kept[at + 1], other[1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    float both = width * height;
    float area = (kept[at + 2] - kept[at]) * (kept[at + 3] - kept[at + 1]);
    float otherArea = (other[2] - other[0]) * (other[3] - other[1]);
    return both / (area + otherArea - both);
  }
}
