package io.millrace.engine.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Composites a picture with alpha on white: {@code v * a + 255 * (1 - a)}. Pictures with alpha are
 * rare, so nothing is kept from one to the next.
 */
final class Transparency {

  private static final double SIXTEEN_TO_EIGHT_BITS = 1.0 / 257;

  private Transparency() {}

  /**
   * Makes white what has one colour.
   *
   * @param pixels blue, green, red in 8 bits, changed in place
   * @param color 0xRRGGBB
   */
  static void colorToWhite(Mat pixels, int color, boolean grey) {
    try (Scalar exactly = new Scalar(color & 0xFF, color >> 8 & 0xFF, color >> 16 & 0xFF, 0);
        Mat bound = new Mat(exactly, true);
        Scalar full = new Scalar(255, 255, 255, 0);
        Mat white = new Mat(full, true);
        Mat mask = new Mat()) {
      opencv_core.inRange(pixels, bound, bound, mask);
      pixels.setTo(white, mask);
    }
    if (grey) {
      opencv_imgproc.cvtColor(pixels, pixels, opencv_imgproc.COLOR_BGR2GRAY);
    }
  }

  /**
   * @param decoded blue, green, red, alpha in 8 or 16 bits
   * @param target blue, green, red in 8 bits, or grey
   */
  static void onWhite(Mat decoded, Mat target, boolean grey) {
    try (Mat eight = new Mat();
        MatVector planes = new MatVector();
        Mat clear = new Mat()) {
      decoded.convertTo(
          eight,
          opencv_core.CV_8U,
          decoded.depth() == opencv_core.CV_16U ? SIXTEEN_TO_EIGHT_BITS : 1,
          0);
      opencv_core.split(eight, planes);
      Mat alpha = planes.get(3);
      opencv_core.bitwise_not(alpha, clear);
      for (int c = 0; c < 3; c++) {
        Mat plane = planes.get(c);
        opencv_core.multiply(plane, alpha, plane, 1.0 / 255, opencv_core.CV_8U);
        opencv_core.add(plane, clear, plane);
      }
      planes.resize(3);
      opencv_core.merge(planes, target);
    }
    if (grey) {
      opencv_imgproc.cvtColor(target, target, opencv_imgproc.COLOR_BGR2GRAY);
    }
  }
}
