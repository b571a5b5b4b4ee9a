package io.millrace.engine.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JPEGs cut up and put together, and one written bit by bit. */
final class JpegFixtures {

  private JpegFixtures() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  static int firstMarker(byte[] jpeg, int marker) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == -1 && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    throw new AssertionError("no marker " + marker);
  }

  static int lastMarker(byte[] jpeg, int marker) {
    for (int i = jpeg.length - 2; i >= 0; i--) {
      if (jpeg[i] == -1 && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    throw new AssertionError("no marker " + marker);
  }

  /** Where the coded data of the first scan begins. */
  static int codedData(byte[] jpeg) {
    int scan = firstMarker(jpeg, 0xDA);
    return scan + 2 + ((jpeg[scan + 2] & 0xFF) << 8 | (jpeg[scan + 3] & 0xFF));
  }

  /** Blocks of nothing in the codes of the standard's first tables, which the JDK writes. */
  static byte[] emptyBlocks(byte[] jpeg, int blocks) {
    if (firstMarker(jpeg, 0xC4) < 0) {
      throw new AssertionError("no tables");
    }
    Bits bits = new Bits();
    for (int i = 0; i < blocks; i++) {
      bits.put(0b00, 2).put(0b1010, 4);
    }
    return bits.bytes();
  }

  /** Grey, each block one value, without a Huffman table of its own (as motion JPEG has it). */
  static byte[] greyWithRestarts(int width, int height, int interval) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    int blocks = width / 8 * (height / 8);
    for (int done = 0; done < blocks; done += interval) {
      if (done > 0) {
        coded.write(0xFF);
        coded.write(0xD0 + (done / interval - 1 & 7));
      }
      Bits bits = new Bits();
      for (int i = 0; i < Math.min(interval, blocks - done); i++) {
        bits.put(0b00, 2).put(0b1010, 4);
      }
      coded.writeBytes(bits.bytes());
    }
    return join(
        new byte[] {-1, (byte) 0xD8},
        quantisation(),
        new byte[] {-1, (byte) 0xC0, 0, 11, 8, 0, (byte) height, 0, (byte) width, 1, 1, 0x11, 0},
        new byte[] {-1, (byte) 0xDD, 0, 4, 0, (byte) interval},
        new byte[] {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0},
        coded.toByteArray(),
        new byte[] {-1, (byte) 0xD9});
  }

  /** Grey in many scans, each of which brings the same: the first coefficient of every block. */
  static byte[] progressiveGrey(int width, int height, int scans) {
    Bits bits = new Bits();
    for (int i = 0; i < width / 8 * (height / 8); i++) {
      bits.put(0b00, 2);
    }
    byte[] coded = bits.bytes();
    byte[] frame = {-1, (byte) 0xC2, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0};
    ByteBuffer.wrap(frame).putShort(5, (short) height).putShort(7, (short) width);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.writeBytes(new byte[] {-1, (byte) 0xD8});
    jpeg.writeBytes(quantisation());
    jpeg.writeBytes(differences());
    jpeg.writeBytes(frame);
    for (int i = 0; i < scans; i++) {
      jpeg.writeBytes(new byte[] {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0});
      jpeg.writeBytes(coded);
    }
    jpeg.writeBytes(new byte[] {-1, (byte) 0xD9});
    return jpeg.toByteArray();
  }

  /** The standard's first table of differences. */
  private static byte[] differences() {
    byte[] segment = new byte[33];
    byte[] counts = {0, 1, 5, 1, 1, 1, 1, 1, 1};
    ByteBuffer.wrap(segment)
        .putShort((short) 0xFFC4)
        .putShort((short) 31)
        .put((byte) 0)
        .put(counts);
    for (int i = 0; i < 12; i++) {
      segment[21 + i] = (byte) i;
    }
    return segment;
  }

  private static byte[] quantisation() {
    byte[] segment = new byte[69];
    Arrays.fill(segment, (byte) 1);
    segment[0] = -1;
    segment[1] = (byte) 0xDB;
    segment[2] = 0;
    segment[3] = 67;
    segment[4] = 0;
    return segment;
  }

  /** Bits of coded data: filled up with ones, a zero after 0xFF. */
  static final class Bits {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int filled;

    Bits put(int value, int count) {
      for (int i = count - 1; i >= 0; i--) {
        current = current << 1 | (value >> i & 1);
        if (++filled == 8) {
          bytes.write(current);
          if (current == 0xFF) {
            bytes.write(0);
          }
          current = 0;
          filled = 0;
        }
      }
      return this;
    }

    byte[] bytes() {
      while (filled != 0) {
        put(1, 1);
      }
      return bytes.toByteArray();
    }
  }
}
