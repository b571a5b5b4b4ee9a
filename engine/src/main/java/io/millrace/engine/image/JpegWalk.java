package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the markers of a JPEG from SOI to EOI, and (as {@link DamageCheck} asks) the coded data of
 * every scan code by code, so that a file that ends early or is damaged inside is found before the
 * decoder would fill the rest with grey. A walk holds state: one per thread, one image at a time.
 */
final class JpegWalk {

  private static final int SOF0 = 0xC0;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF15 = 0xCF;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DNL = 0xDC;
  private static final int DRI = 0xDD;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int TEM = 0x01;
  private static final int END_OF_BYTES = -1;
  private static final int ADOBE_BYTES = 12;
  private static final int CMYK = 0;
  private static final int YCCK = 2;
  private static final int NOT_SAID = -1;

  private final ImageLimits limits;
  private final JpegFrame frame = new JpegFrame();
  private final JpegTables tables = new JpegTables();
  private final JpegScan scan = new JpegScan(frame, tables);
  private int at;
  private int scans;
  private int orientation;
  private boolean doubtful;
  private int inks;
  private boolean multiPicture;

  JpegWalk(ImageLimits limits) {
    this.limits = limits;
  }

  Inspection inspect(ByteBuffer image) {
    scans = 0;
    frame.clear();
    tables.clear();
    orientation = ExifOrientation.AS_STORED;
    doubtful = multiPicture = false;
    inks = NOT_SAID;
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
    if (!frame.isCovered()) {
      return Refusal.corrupt("a component of the JPEG has no scan");
    }
    if (frame.components() == 4 && inks != CMYK && inks != YCCK) {
      String message = "4 components, and no Adobe marker says which ink is which";
      return Refusal.atGate(FailureCode.UNSUPPORTED_COLOR, message);
    }
    Refusal trailing = multiPicture ? null : ImageGate.checkTrailing(image, at, limits);
    return trailing != null
        ? trailing
        : new ImageHeader(
            ImageFormat.JPEG,
            frame.width(),
            frame.height(),
            false,
            null,
            orientation,
            false,
            doubtful || !frame.isRefined());
  }

  /** Decoders skip what stands between segments, and so do we; more 0xFF belong to a marker. */
  private int nextMarker(ByteBuffer image) {
    int end = image.limit();
    while (at < end - 1) {
      int marker = image.get(at + 1) & 0xFF;
      if (image.get(at) == -1 && marker != 0 && marker != 0xFF) {
        at += 2;
        return marker;
      }
      doubtful |= image.get(at) != -1;
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
        return scan(image, from, length);
      }
      case APP1 -> {
        if (startsWith(image, from, length, "Exif\0\0")) {
          orientation = ExifOrientation.read(image, from + 6, length - 6);
        }
      }
      case APP2 -> multiPicture |= startsWith(image, from, length, "MPF\0");
      case APP14 -> {
        if (length >= ADOBE_BYTES && startsWith(image, from, length, "Adobe")) {
          inks = image.get(from + ADOBE_BYTES - 1);
        }
      }
      case DHT -> {
        return tables.takeDefinitions(image, from, length)
            ? null
            : Refusal.corrupt("a Huffman table of the JPEG is malformed");
      }
      case DRI -> {
        return tables.takeRestartInterval(image, from, length)
            ? null
            : Refusal.corrupt("the restart interval of the JPEG is malformed");
      }
      case DNL -> {
        return Refusal.corrupt("the JPEG says its height after its first scan");
      }
      default -> {
        if (marker >= SOF0 && marker <= SOF15 && marker != JPG && marker != DAC) {
          return frame.take(image, marker, from, length, limits);
        }
      }
    }
    return null;
  }

  private @Nullable Refusal scan(ByteBuffer image, int from, int length) {
    if (!frame.isRead()) {
      return Refusal.corrupt("the JPEG has a scan before its frame header");
    }
    if (++scans > limits.scans()) {
      String message = "more than the " + limits.scans() + " scans allowed";
      return Refusal.atGate(FailureCode.TOO_MANY_SCANS, message);
    }
    String malformed = scan.begin(image, from, length);
    if (malformed != null) {
      return Refusal.corrupt("scan " + scans + " of the JPEG " + malformed);
    }
    boolean full = limits.damageCheck() == DamageCheck.FULL;
    switch (full ? scan.follow(image, at) : scan.pass(image, at)) {
      case DAMAGED -> {
        return Refusal.corrupt("the coded data of scan " + scans + " of the JPEG is damaged");
      }
      case TRUNCATED -> {
        return Refusal.truncated("the JPEG ends inside the coded data of scan " + scans);
      }
      case LEFTOVER -> doubtful = true;
      case WHOLE -> {}
    }
    at = scan.end();
    return null;
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
