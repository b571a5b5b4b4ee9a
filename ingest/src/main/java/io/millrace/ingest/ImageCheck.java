package io.millrace.ingest;

import io.millrace.ingest.ImageRefusedException.Code;
import io.millrace.schemas.Topics;

/** What must hold of an image before it is published. */
final class ImageCheck {

  private ImageCheck() {}

  /** What no record could carry; holds for the lenient too. */
  static void publishable(Image image) {
    if (image.source().isBlank()) {
      throw new ImageRefusedException(
          Code.NO_SOURCE, "An image must name its source; it orders the images.");
    }
    int size = image.content().remaining();
    if (size > Topics.MAX_INLINE_IMAGE_BYTES) {
      throw new ImageRefusedException(
          Code.TOO_LARGE,
          "The image has %d bytes and a record takes %d (900 KiB); references to an object store are not built yet."
              .formatted(size, Topics.MAX_INLINE_IMAGE_BYTES));
    }
  }

  /** What the job would refuse at once. */
  static void decodable(Image image) {
    if (!image.content().hasRemaining()) {
      throw new ImageRefusedException(Code.EMPTY, "The image has no bytes.");
    }
    if (ImageType.of(image.content()).isEmpty()) {
      throw new ImageRefusedException(
          Code.NOT_IMAGE, "The bytes begin neither like a JPEG nor like a PNG.");
    }
  }
}
