package io.millrace.engine.model;

import java.util.List;

/**
 * How an image becomes the model's input: resized to {@code width} x {@code height}, its channels
 * in the order of {@code color}, each value {@code (v * scale - mean) / std}.
 *
 * @param mean one value per channel
 * @param std one value per channel, never 0
 */
public record InputSpec(
    String name,
    Layout layout,
    int width,
    int height,
    Resize resize,
    Interpolation interpolation,
    ColorOrder color,
    double scale,
    List<Double> mean,
    List<Double> std,
    PixelType type) {

  public InputSpec {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** Order of the axes after the batch axis: channels first or last. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /**
   * STRETCH: both sides as asked, the aspect ratio is lost. FIT: the whole image, centred, the rest
   * filled with grey 114 (the custom of detection models). CENTER_CROP: the largest centred part of
   * the asked aspect ratio.
   */
  public enum Resize {
    STRETCH,
    FIT,
    CENTER_CROP
  }

  public enum Interpolation {
    BILINEAR,
    AREA
  }

  public enum ColorOrder {
    RGB(3),
    BGR(3),
    GREY(1);

    private final int channels;

    ColorOrder(int channels) {
      this.channels = channels;
    }

    public int channels() {
      return channels;
    }
  }

  /** UINT8 takes the pixel as it is: such a model normalises by itself. */
  public enum PixelType {
    FLOAT32(4),
    FLOAT16(2),
    UINT8(1);

    private final int bytes;

    PixelType(int bytes) {
      this.bytes = bytes;
    }

    public int bytes() {
      return bytes;
    }
  }

  /** Bytes of one image in the input tensor. */
  public int imageBytes() {
    return Math.multiplyExact(width * height, color.channels() * type.bytes());
  }

  /** Shape of {@code images} images, in the order of the layout. */
  public long[] shape(int images) {
    return layout == Layout.NCHW
        ? new long[] {images, color.channels(), height, width}
        : new long[] {images, height, width, color.channels()};
  }
}
