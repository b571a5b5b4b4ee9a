package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Stage;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Takes encoded bytes through the gate and into a slot. Owned by one thread; its native scratch is
 * reused from image to image.
 */
public final class ImageDecoder implements AutoCloseable {

  private static final long KEPT_PIXELS = 4_000_000;

  private final ImageGate gate;
  private final EncodedScratch encoded;
  private final Mat decoded;
  private final Mat flat;
  private final Mat turned;
  private final Resizer resizer;
  private final PlaneScratch planes;

  public ImageDecoder(ImageLimits limits) {
    OpenCv.load();
    gate = new ImageGate(limits);
    encoded = new EncodedScratch();
    decoded = new Mat();
    flat = new Mat();
    turned = new Mat();
    resizer = new Resizer();
    planes = new PlaneScratch();
  }

  /**
   * Decodes an image into a slot of a batch. What is wrong with the bytes comes back as a value;
   * the slot then holds nothing of use.
   *
   * @param image read from its position to its limit, and left as it was
   * @param declaredType media type that the producer named; the bytes decide
   */
  public Decoding decode(
      @Nullable ByteBuffer image, @Nullable String declaredType, Slots slots, int slot) {
    if (image == null) {
      return Refusal.empty();
    }
    Refusal size = gate.checkSize(image);
    if (size != null) {
      return size;
    }
    ByteBuffer bytes = encoded.fill(image);
    Inspection inspection = gate.inspect(bytes);
    if (inspection instanceof Refusal refusal) {
      return refusal;
    }
    ImageHeader header = (ImageHeader) inspection;
    if (header.ancillary()) {
      PngStripper.strip(bytes);
    }
    try {
      if (!decodePixels(header, slots.spec())) {
        return unreadable(header, null);
      }
      Mat upright = Orientation.upright(shown(header, slots.spec()), turned, header.orientation());
      slots.write(slot, resizer.resize(upright, slots.spec()), planes);
    } catch (RuntimeException e) {
      return unreadable(header, e);
    }
    letGoOfLargePictures(header);
    return new Decoded(header, !header.format().agreesWith(declaredType));
  }

  private static Refusal unreadable(ImageHeader header, @Nullable RuntimeException cause) {
    String message =
        "the pixels of this "
            + header.format().mediaType()
            + " cannot be decoded, though its structure is whole";
    return new Refusal(FailureCode.CORRUPT, Stage.DECODE, message, cause);
  }

  private boolean decodePixels(ImageHeader header, InputSpec spec) {
    // On failure the reused matrix keeps the previous image: only the returned one tells.
    try (Mat returned = opencv_imgcodecs.imdecode(encoded.matrix(), flags(header, spec), decoded)) {
      return !returned.empty();
    }
  }

  private static int flags(ImageHeader header, InputSpec spec) {
    if (header.alpha()) {
      return opencv_imgcodecs.IMREAD_UNCHANGED;
    }
    TransparentColor key = header.transparentColor();
    if (key != null) {
      int depth = key.deep() ? opencv_imgcodecs.IMREAD_ANYDEPTH : 0;
      return opencv_imgcodecs.IMREAD_COLOR | depth | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    }
    boolean swaps = Orientation.swapsSides(header.orientation());
    int width = swaps ? header.height() : header.width();
    int height = swaps ? header.width() : header.height();
    int shrink = header.format() == ImageFormat.JPEG ? Resizer.shrinkable(width, height, spec) : 1;
    boolean grey = spec.color() == ColorOrder.GREY;
    int flags =
        switch (shrink) {
          case 8 ->
              grey
                  ? opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8
                  : opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
          case 4 ->
              grey
                  ? opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4
                  : opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 2 ->
              grey
                  ? opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2
                  : opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
          default -> grey ? opencv_imgcodecs.IMREAD_GRAYSCALE : opencv_imgcodecs.IMREAD_COLOR;
        };
    return flags | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }

  /** The decoded pixels in 8 bits without alpha, grey or colour as the model asks. */
  private Mat shown(ImageHeader header, InputSpec spec) {
    boolean grey = spec.color() == ColorOrder.GREY;
    TransparentColor key = header.transparentColor();
    if (key != null) {
      Transparency.colorToWhite(decoded, flat, key, grey);
      return flat;
    }
    if (!header.alpha()) {
      return decoded;
    }
    if (decoded.channels() == 4) {
      Transparency.onWhite(decoded, flat, grey);
      return flat;
    }
    throw new IllegalStateException(
        "alpha was announced, " + decoded.channels() + " channels came");
  }

  private void letGoOfLargePictures(ImageHeader header) {
    if ((long) header.width() * header.height() > KEPT_PIXELS) {
      decoded.release();
      flat.release();
      turned.release();
    }
  }

  @Override
  public void close() {
    encoded.close();
    decoded.close();
    flat.close();
    turned.close();
    resizer.close();
    planes.close();
  }
}
