package io.millrace.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The one field of EXIF that changes the picture. Broken EXIF counts as no EXIF. */
final class ExifOrientation {

  static final int AS_STORED = 1;
  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /** Reads the first directory of the TIFF structure at {@code from}; returns 1 to 8. */
  static int read(ByteBuffer bytes, int from, int length) {
    if (length < 8) {
      return AS_STORED;
    }
    ByteBuffer tiff = bytes.slice(from, length);
    switch (tiff.getShort(0)) {
      case 0x4949 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
      case 0x4D4D -> tiff.order(ByteOrder.BIG_ENDIAN);
      default -> {
        return AS_STORED;
      }
    }
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > length - 2) {
      return AS_STORED;
    }
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY_BYTES;
      if (at > length - ENTRY_BYTES) {
        return AS_STORED;
      }
      if ((tiff.getShort(at) & 0xFFFF) == TAG) {
        int value = tiff.getShort(at + 8);
        return value >= 1 && value <= 8 ? value : AS_STORED;
      }
    }
    return AS_STORED;
  }
}
