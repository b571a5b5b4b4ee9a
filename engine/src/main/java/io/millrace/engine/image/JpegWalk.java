package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the markers of a JPEG from SOI to EOI, through the coded data of every scan, so that a file
 * that ends early is found before the decoder would fill the rest with grey. A walk holds state:
 * one per thread, one image at a time.
 */
final class JpegWalk {

  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF15 = 0xCF;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int TEM = 0x01;
  private static final int END_OF_BYTES = -1;

  private final ImageLimits limits;
  private int at;
  private int width;
  private int height;
  private int components;
  private int scans;
  private int orientation;
  private boolean frame;
  private boolean adobe;
  private boolean multiPicture;

  JpegWalk(ImageLimits limits) {
    this.limits = limits;
  }

  Inspection inspect(ByteBuffer image) {
    scans = components = 0;
    orientation = ExifOrientation.AS_STORED;
    frame = adobe = multiPicture = false;
    at = 2;
    if (image.limit() <= 4) {
      return Refusal.corrupt("the first bytes of a JPEG and nothing else");
    }
    while (true) {
      int marker = nextMarker(image);
      if (marker == END_OF_BYTES) {
        return Refusal.truncated("the JPEG ends after " + image.limit() + " bytes without EOI");
      }
      if (marker == EOI) {
        return end(image);
      }
      if (!standsAlone(marker)) {
        Refusal refusal = segment(image, marker);
        if (refusal != null) {
          return refusal;
        }
      }
    }
  }

  private Inspection end(ByteBuffer image) {
    if (scans == 0) {
      return Refusal.corrupt("the JPEG has no scan");
    }
    if (components == 4 && !adobe) {
      String message = "4 components without an Adobe marker: which ink is which is not said";
      return Refusal.atGate(FailureCode.UNSUPPORTED_COLOR, message);
    }
    Refusal trailing = multiPicture ? null : ImageGate.checkTrailing(image, at, limits);
    return trailing != null
        ? trailing
        : new ImageHeader(
            ImageFormat.JPEG, width, height, false, ImageHeader.NO_COLOR, orientation, false);
  }

  /** Decoders skip what stands between segments, and so do we. */
  private int nextMarker(ByteBuffer image) {
    int end = image.limit();
    while (at < end - 1) {
      int marker = image.get(at + 1) & 0xFF;
      if (image.get(at) == -1 && marker != 0 && marker != 0xFF) {
        at += 2;
        return marker;
      }
      at++;
    }
    return END_OF_BYTES;
  }

  private static boolean standsAlone(int marker) {
    return marker == TEM || (marker >= RST0 && marker <= RST7);
  }

  private @Nullable Refusal segment(ByteBuffer image, int marker) {
    int start = at;
    if (image.limit() - start < 2) {
      return Refusal.truncated("the JPEG ends inside a marker at byte " + start);
    }
    int length = image.getShort(start) & 0xFFFF;
    if (length < 2 || marker == SOI) {
      return Refusal.corrupt("the JPEG segment at byte " + start + " is malformed");
    }
    if (length > image.limit() - start) {
      return Refusal.truncated("the JPEG ends inside the segment at byte " + start);
    }
    at = start + length;
    return take(image, marker, start + 2, length - 2);
  }

  private @Nullable Refusal take(ByteBuffer image, int marker, int from, int length) {
    switch (marker) {
      case SOS -> {
        return scan(image);
      }
      case APP1 -> {
        if (startsWith(image, from, length, "Exif\0\0")) {
          orientation = ExifOrientation.read(image, from + 6, length - 6);
        }
      }
      case APP2 -> multiPicture |= startsWith(image, from, length, "MPF\0");
      case APP14 -> adobe |= startsWith(image, from, length, "Adobe");
      default -> {
        if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC) {
          return frame(image, marker, from, length);
        }
      }
    }
    return null;
  }

  private @Nullable Refusal frame(ByteBuffer image, int marker, int from, int length) {
    if (frame || length < 6) {
      return Refusal.corrupt("the JPEG has a second or a short frame header");
    }
    frame = true;
    int bits = image.get(from) & 0xFF;
    height = image.getShort(from + 1) & 0xFFFF;
    width = image.getShort(from + 3) & 0xFFFF;
    components = image.get(from + 5) & 0xFF;
    if (marker > SOF2 || bits != 8) {
      String kind = "JPEG process " + (marker - SOF0) + " with " + bits + " bits";
      return Refusal.atGate(
          FailureCode.UNSUPPORTED_CODING,
          kind + "; baseline or progressive with 8 bits is decoded");
    }
    Refusal size = ImageGate.checkPixels(width, height, limits);
    if (size != null) {
      return size;
    }
    if (components != 1 && components != 3 && components != 4) {
      String message = "a JPEG of " + components + " components; 1, 3 or 4 are decoded";
      return Refusal.atGate(FailureCode.UNSUPPORTED_COLOR, message);
    }
    return length == 6 + 3 * components
        ? null
        : Refusal.corrupt("the JPEG frame header does not fit its " + components + " components");
  }

  private @Nullable Refusal scan(ByteBuffer image) {
    if (!frame) {
      return Refusal.corrupt("the JPEG has a scan before its frame header");
    }
    if (++scans > limits.scans()) {
      String message = "more than the " + limits.scans() + " scans allowed";
      return Refusal.atGate(FailureCode.TOO_MANY_SCANS, message);
    }
    at = endOfCodedData(image, at);
    return null;
  }

  /** The first marker after coded data: 0xFF that no 0 (stuffing) and no restart follows. */
  private static int endOfCodedData(ByteBuffer image, int from) {
    int end = image.limit();
    int i = from;
    while (i < end - 1) {
      while (i <= end - Long.BYTES && !holdsFF(image.getLong(i))) {
        i += Long.BYTES;
      }
      int stop = Math.min(i + Long.BYTES, end - 1);
      for (; i < stop; i++) {
        if (image.get(i) == -1) {
          int next = image.get(i + 1) & 0xFF;
          if (next != 0 && next != 0xFF && (next < RST0 || next > RST7)) {
            return i;
          }
        }
      }
    }
    return end;
  }

  /** The usual test for a zero byte, on the complement. */
  private static boolean holdsFF(long eightBytes) {
    long zeros = ~eightBytes;
    return (zeros - 0x0101010101010101L & ~zeros & 0x8080808080808080L) != 0;
  }

  private static boolean startsWith(ByteBuffer image, int from, int length, String text) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (image.get(from + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
