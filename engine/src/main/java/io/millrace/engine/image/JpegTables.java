package io.millrace.engine.image;

import java.nio.ByteBuffer;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.jspecify.annotations.Nullable;

/** The Huffman tables and the restart interval that hold for the next scan of a JPEG. */
final class JpegTables {

  private static final int TABLES = 4;
  private static final JPEGHuffmanTable[] STANDARD = {
    JPEGHuffmanTable.StdDCLuminance, JPEGHuffmanTable.StdDCChrominance,
    JPEGHuffmanTable.StdACLuminance, JPEGHuffmanTable.StdACChrominance
  };

  private final HuffmanTable[] tables = new HuffmanTable[2 * TABLES];
  private int restartInterval;

  JpegTables() {
    for (int i = 0; i < TABLES; i++) {
      tables[i] = HuffmanTable.ofDifferences();
      tables[TABLES + i] = HuffmanTable.ofCoefficients();
    }
  }

  void clear() {
    restartInterval = 0;
    for (HuffmanTable table : tables) {
      table.forget();
    }
  }

  /** MCUs between two restart markers; 0: there are none. */
  int restartInterval() {
    return restartInterval;
  }

  boolean takeRestartInterval(ByteBuffer image, int from, int length) {
    restartInterval = length == 2 ? image.getShort(from) & 0xFFFF : 0;
    return length == 2;
  }

  /** Takes a segment of definitions; false: it breaks the rules. */
  boolean takeDefinitions(ByteBuffer image, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end) {
      int which = image.get(at) & 0xFF;
      if ((which & 0xF) >= TABLES || which >> 4 > 1) {
        return false;
      }
      int taken = tables[(which >> 4) * TABLES + (which & 0xF)].define(image, at + 1, end - at - 1);
      if (taken < 0) {
        return false;
      }
      at += 1 + taken;
    }
    return true;
  }

  /** Null: the picture did not define it and the standard has none. */
  @Nullable HuffmanTable differences(int index) {
    return get(0, index);
  }

  @Nullable HuffmanTable coefficients(int index) {
    return get(1, index);
  }

  private @Nullable HuffmanTable get(int kind, int index) {
    if (index >= TABLES) {
      return null;
    }
    HuffmanTable table = tables[kind * TABLES + index];
    if (!table.isDefined()) {
      if (index > 1) {
        return null;
      }
      // Frames of motion JPEG leave the standard's tables out, and the decoder puts them in.
      table.define(STANDARD[2 * kind + index]);
    }
    return table;
  }
}
