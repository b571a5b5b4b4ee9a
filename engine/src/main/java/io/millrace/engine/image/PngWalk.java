package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG from signature to IEND with every checksum. A walk holds state: one per
 * thread, one image at a time.
 */
final class PngWalk {

  static final int SIGNATURE_BYTES = 8;
  static final int CHUNK_OVERHEAD = 12;
  static final int IHDR = 0x49484452;
  static final int PLTE = 0x504C5445;
  static final int IDAT = 0x49444154;
  static final int IEND = 0x49454E44;
  static final int TRNS = 0x74524E53;
  private static final int EXIF = 0x65584966;
  private static final int IHDR_BYTES = 13;
  private static final int OTHER_CHUNK_BYTES = 8 << 20;

  private final ImageLimits limits;
  private final CRC32 crc = new CRC32();
  private int width;
  private int height;
  private int depth;
  private int colorType;
  private long longestData;
  private boolean header;
  private boolean palette;
  private boolean data;
  private boolean alpha;
  private boolean ancillary;
  private @Nullable TransparentColor transparentColor;
  private int orientation;

  PngWalk(ImageLimits limits) {
    this.limits = limits;
  }

  Inspection inspect(ByteBuffer image) {
    header = palette = data = alpha = ancillary = false;
    transparentColor = null;
    orientation = ExifOrientation.AS_STORED;
    int end = image.limit();
    if (end == SIGNATURE_BYTES) {
      return Refusal.corrupt("a PNG signature and nothing else");
    }
    int at = SIGNATURE_BYTES;
    while (true) {
      if (end - at < CHUNK_OVERHEAD) {
        return Refusal.truncated("the PNG ends after " + end + " bytes without IEND");
      }
      int length = image.getInt(at);
      int type = image.getInt(at + 4);
      Refusal refusal = checkChunk(image, at, length, type);
      if (refusal != null) {
        return refusal;
      }
      at += length + CHUNK_OVERHEAD;
      if (type == IEND) {
        return end(image, at);
      }
    }
  }

  private Inspection end(ByteBuffer image, int at) {
    if (!data) {
      return Refusal.corrupt("the PNG has no IDAT chunk");
    }
    Refusal trailing = ImageGate.checkTrailing(image, at, limits);
    return trailing != null
        ? trailing
        : new ImageHeader(
            ImageFormat.PNG, width, height, alpha, transparentColor, orientation, ancillary, false);
  }

  private @Nullable Refusal checkChunk(ByteBuffer image, int at, int length, int type) {
    if (!isChunkType(type)) {
      return Refusal.corrupt("no PNG chunk begins at byte " + at);
    }
    if (header == (type == IHDR)) {
      return Refusal.corrupt("the PNG does not begin with its one IHDR chunk");
    }
    if (length < 0 || length > (type == IDAT ? longestData : OTHER_CHUNK_BYTES)) {
      String size = Integer.toUnsignedString(length);
      return Refusal.corrupt("the PNG chunk at byte " + at + " claims " + size + " bytes");
    }
    if (length > image.limit() - at - CHUNK_OVERHEAD) {
      return Refusal.truncated("the PNG ends inside the chunk at byte " + at);
    }
    if (checksum(image, at + 4, length + 4) != image.getInt(at + 8 + length)) {
      return Refusal.corrupt("the PNG chunk at byte " + at + " has a wrong checksum");
    }
    return take(image, at + 8, length, type);
  }

  private @Nullable Refusal take(ByteBuffer image, int from, int length, int type) {
    switch (type) {
      case IHDR -> {
        return takeHeader(image, from, length);
      }
      case PLTE -> palette = length > 0 && length % 3 == 0 && length <= 768;
      case IDAT -> {
        if (colorType == 3 && !palette) {
          return Refusal.corrupt("the PNG is coloured by a palette that it does not have");
        }
        data = true;
      }
      case TRNS -> {
        return takeTransparency(image, from, length);
      }
      case EXIF -> {
        orientation = ExifOrientation.read(image, from, length);
        ancillary = true;
      }
      default -> ancillary |= type != IEND;
    }
    return null;
  }

  private @Nullable Refusal takeHeader(ByteBuffer image, int from, int length) {
    if (length != IHDR_BYTES) {
      return Refusal.corrupt("the PNG header has " + length + " bytes instead of 13");
    }
    width = image.getInt(from);
    height = image.getInt(from + 4);
    if (width < 0 || height < 0) {
      return Refusal.corrupt("the PNG header's sides are beyond the format's range");
    }
    Refusal size = ImageGate.checkPixels(width, height, limits);
    if (size != null) {
      return size;
    }
    depth = image.get(from + 8);
    colorType = image.get(from + 9);
    int coding = image.get(from + 10) | image.get(from + 11) | (image.get(from + 12) & ~1);
    if (!isDepthOf(colorType, depth) || coding != 0) {
      String kind = "colour type " + colorType + " with " + depth + " bits";
      return Refusal.atGate(FailureCode.CORRUPT, "the PNG header allows no " + kind);
    }
    header = true;
    alpha = colorType >= 4;
    // 4 channels of 16 bits and a filter byte a row, a little more where deflate gains nothing.
    longestData = (width * 8L + 1) * height * 101 / 100 + 65_536;
    return null;
  }

  /** With a palette degrees of transparency, without one a single colour. */
  private @Nullable Refusal takeTransparency(ByteBuffer image, int from, int length) {
    if (colorType == 3) {
      alpha = true;
      return null;
    }
    int samples = colorType == 0 ? 1 : 3;
    if (colorType > 3 || length != 2 * samples) {
      return Refusal.corrupt("the PNG's transparent colour does not fit its colour type");
    }
    int[] rgb = new int[3];
    for (int i = 0; i < 3; i++) {
      int largest = (1 << depth) - 1;
      int sample = image.getShort(from + (samples == 1 ? 0 : 2 * i)) & largest;
      rgb[i] = depth < 8 ? sample * 255 / largest : sample;
    }
    transparentColor = new TransparentColor(rgb[0], rgb[1], rgb[2], depth == 16);
    return null;
  }

  private static boolean isDepthOf(int colorType, int depth) {
    return switch (colorType) {
      case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
      case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
      case 2, 4, 6 -> depth == 8 || depth == 16;
      default -> false;
    };
  }

  private static boolean isChunkType(int type) {
    for (int shift = 0; shift < 32; shift += 8) {
      int letter = (type >>> shift & 0xFF) | 0x20;
      if (letter < 'a' || letter > 'z') {
        return false;
      }
    }
    return true;
  }

  private int checksum(ByteBuffer image, int from, int length) {
    int limit = image.limit();
    crc.reset();
    image.limit(from + length).position(from);
    crc.update(image);
    image.limit(limit).position(0);
    return (int) crc.getValue();
  }
}
