package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decides, before a pixel is allocated, whether bytes are an image that may be decoded. Holds
 * scratch of its own: one per thread.
 */
public final class ImageGate {

  private final ImageLimits limits;
  private final PngWalk png;
  private final JpegWalk jpeg;

  public ImageGate(ImageLimits limits) {
    this.limits = limits;
    this.png = new PngWalk(limits);
    this.jpeg = new JpegWalk(limits);
  }

  /** Checks what can be said before the bytes are copied; null: go on. */
  @Nullable Refusal checkSize(ByteBuffer image) {
    if (!image.hasRemaining()) {
      return Refusal.empty();
    }
    if (image.remaining() > limits.bytes()) {
      String message = image.remaining() + " bytes, more than the " + limits.bytes() + " allowed";
      return Refusal.atGate(FailureCode.TOO_MANY_BYTES, message);
    }
    return null;
  }

  /**
   * Walks the whole image.
   *
   * @param image from position 0 to the limit, big-endian; its position and limit are as before
   *     when this returns
   */
  public Inspection inspect(ByteBuffer image) {
    Refusal size = checkSize(image);
    if (size != null) {
      return size;
    }
    ImageFormat format = ImageFormat.of(image);
    if (format == null) {
      String message = "the bytes are those of no known image format";
      return Refusal.atGate(FailureCode.NOT_IMAGE, message);
    }
    return switch (format) {
      case JPEG -> jpeg.inspect(image);
      case PNG -> png.inspect(image);
      default -> {
        String message = format.mediaType() + " is not decoded; send JPEG or PNG";
        yield Refusal.atGate(FailureCode.UNSUPPORTED_FORMAT, message);
      }
    };
  }

  /** The limits that every format shares; null: within them. */
  static @Nullable Refusal checkPixels(long width, long height, ImageLimits limits) {
    if (width == 0 || height == 0) {
      return Refusal.corrupt("its header says " + width + "x" + height + " pixels");
    }
    if (width > limits.side() || height > limits.side() || width * height > limits.pixels()) {
      String size = width + "x" + height + " pixels";
      String allowed = limits.pixels() + " in all and " + limits.side() + " a side";
      return Refusal.atGate(
          FailureCode.TOO_MANY_PIXELS, size + ", more than the " + allowed + " allowed");
    }
    return null;
  }

  /**
   * What follows the end of an image is never stored or run, but there is a limit; null: within.
   */
  static @Nullable Refusal checkTrailing(ByteBuffer image, int end, ImageLimits limits) {
    int trailing = image.limit() - end;
    return trailing <= limits.trailingBytes()
        ? null
        : Refusal.atGate(
            FailureCode.TRAILING_DATA,
            trailing
                + " bytes follow its end, more than the "
                + limits.trailingBytes()
                + " allowed");
  }
}
