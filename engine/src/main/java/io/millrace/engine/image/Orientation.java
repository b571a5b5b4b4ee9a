package io.millrace.engine.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Turns stored pixels upright, by EXIF orientation. */
final class Orientation {

  private static final int AROUND_X = 0;
  private static final int AROUND_Y = 1;

  private Orientation() {}

  /** Whether width and height change places. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /** Returns {@code stored} itself where nothing is to turn, else {@code turned}. */
  static Mat upright(Mat stored, Mat turned, int orientation) {
    switch (orientation) {
      case 2 -> opencv_core.flip(stored, turned, AROUND_Y);
      case 3 -> opencv_core.rotate(stored, turned, opencv_core.ROTATE_180);
      case 4 -> opencv_core.flip(stored, turned, AROUND_X);
      case 5 -> opencv_core.transpose(stored, turned);
      case 6 -> opencv_core.rotate(stored, turned, opencv_core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        opencv_core.transpose(stored, turned);
        opencv_core.rotate(turned, turned, opencv_core.ROTATE_180);
      }
      case 8 -> opencv_core.rotate(stored, turned, opencv_core.ROTATE_90_COUNTERCLOCKWISE);
      default -> {
        return stored;
      }
    }
    return turned;
  }
}
