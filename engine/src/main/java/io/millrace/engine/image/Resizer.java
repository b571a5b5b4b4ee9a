package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Resize;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Brings pixels to the model's size; one per thread. */
final class Resizer implements AutoCloseable {

  private static final double PAD_GREY = 114;

  private final Mat resized = new Mat();
  private final Mat canvas = new Mat();
  private final Size size = new Size();

  /**
   * The largest of 1, 2, 4, 8 by which a picture of {@code width} x {@code height} may be shrunk
   * while it is decoded without falling under the size that is needed.
   */
  static int shrinkable(int width, int height, InputSpec spec) {
    double across = (double) width / spec.width();
    double down = (double) height / spec.height();
    double ratio = spec.resize() == Resize.FIT ? Math.max(across, down) : Math.min(across, down);
    return ratio >= 8 ? 8 : ratio >= 4 ? 4 : ratio >= 2 ? 2 : 1;
  }

  /** Returns the pixels themselves or a matrix that is overwritten by the next call. */
  Mat resize(Mat pixels, InputSpec spec) {
    int width = pixels.cols();
    int height = pixels.rows();
    if (width == spec.width() && height == spec.height()) {
      return pixels;
    }
    return switch (spec.resize()) {
      case STRETCH -> to(pixels, spec.width(), spec.height(), spec);
      case CENTER_CROP -> crop(pixels, spec);
      case FIT -> fit(pixels, spec);
    };
  }

  private Mat crop(Mat pixels, InputSpec spec) {
    double scale =
        Math.min((double) pixels.cols() / spec.width(), (double) pixels.rows() / spec.height());
    int width = Math.max(1, (int) Math.round(spec.width() * scale));
    int height = Math.max(1, (int) Math.round(spec.height() * scale));
    int x = (pixels.cols() - width) / 2;
    int y = (pixels.rows() - height) / 2;
    try (Rect middle = new Rect(x, y, width, height);
        Mat part = pixels.apply(middle)) {
      return to(part, spec.width(), spec.height(), spec);
    }
  }

  private Mat fit(Mat pixels, InputSpec spec) {
    double scale =
        Math.min((double) spec.width() / pixels.cols(), (double) spec.height() / pixels.rows());
    int width = Math.max(1, (int) Math.round(pixels.cols() * scale));
    int height = Math.max(1, (int) Math.round(pixels.rows() * scale));
    Mat inner = to(pixels, width, height, spec);
    int left = (spec.width() - width) / 2;
    int top = (spec.height() - height) / 2;
    int right = spec.width() - width - left;
    int bottom = spec.height() - height - top;
    try (Scalar grey = new Scalar(PAD_GREY, PAD_GREY, PAD_GREY, 0)) {
      opencv_core.copyMakeBorder(
          inner, canvas, top, bottom, left, right, opencv_core.BORDER_CONSTANT, grey);
    }
    return canvas;
  }

  private Mat to(Mat pixels, int width, int height, InputSpec spec) {
    int how =
        spec.interpolation() == Interpolation.AREA
            ? opencv_imgproc.INTER_AREA
            : opencv_imgproc.INTER_LINEAR;
    opencv_imgproc.resize(pixels, resized, size.width(width).height(height), 0, 0, how);
    return resized;
  }

  @Override
  public void close() {
    resized.close();
    canvas.close();
    size.close();
  }
}
