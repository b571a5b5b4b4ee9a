package io.millrace.engine.image;

import java.nio.ByteBuffer;

/**
 * Drops the chunks of a PNG that are not its pixels, so that the decoder never inflates a text or a
 * colour profile and never sees an animation: of an animated PNG the default image remains.
 */
final class PngStripper {

  private PngStripper() {}

  /** Moves the chunks that stay to the front and lowers the limit; the image has been walked. */
  static void strip(ByteBuffer image) {
    int from = PngWalk.SIGNATURE_BYTES;
    int to = from;
    int type;
    do {
      int bytes = image.getInt(from) + PngWalk.CHUNK_OVERHEAD;
      type = image.getInt(from + 4);
      if (stays(type)) {
        if (from != to) {
          image.put(to, image, from, bytes);
        }
        to += bytes;
      }
      from += bytes;
    } while (type != PngWalk.IEND);
    image.limit(to);
  }

  private static boolean stays(int type) {
    return switch (type) {
      case PngWalk.IHDR, PngWalk.PLTE, PngWalk.TRNS, PngWalk.IDAT, PngWalk.IEND -> true;
      default -> false;
    };
  }
}
