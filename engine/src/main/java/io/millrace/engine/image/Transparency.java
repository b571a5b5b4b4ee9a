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

  /** The high byte of 16 bits, as the decoder takes it where nothing is transparent. */
  private static final double HIGH_BYTE = 1.0 / 256;

  private static final double TO_FLOOR = -127.5 / 256;

  private Transparency() {}

  /**
   * Makes white what has one colour.
   *
   * @param decoded blue, green, red in the depth of the colour
   * @param target blue, green, red in 8 bits, or grey
   */
  static void colorToWhite(Mat decoded, Mat target, TransparentColor color, boolean grey) {
    try (Scalar exactly = new Scalar(color.blue(), color.green(), color.red(), 0);
        Mat bound = new Mat(exactly, true);
        Scalar full = new Scalar(255, 255, 255, 0);
        Mat white = new Mat(full, true);
        Mat mask = new Mat()) {
      opencv_core.inRange(decoded, bound, bound, mask);
      if (color.deep()) {
        decoded.convertTo(target, opencv_core.CV_8U, HIGH_BYTE, TO_FLOOR);
      } else {
        decoded.copyTo(target);
      }
      target.setTo(white, mask);
    }
    if (grey) {
      opencv_imgproc.cvtColor(target, target, opencv_imgproc.COLOR_BGR2GRAY);
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
      boolean deep = decoded.depth() == opencv_core.CV_16U;
      decoded.convertTo(eight, opencv_core.CV_8U, deep ? HIGH_BYTE : 1, deep ? TO_FLOOR : 0);
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
