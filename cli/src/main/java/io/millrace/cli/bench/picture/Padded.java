package io.millrace.cli.bench.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A JPEG that takes the bytes of a photograph and next to no time to decode: few pixels, and the
 * rest in segments that a decoder steps over. So what carries images can be measured without what
 * reads them.
 */
public final class Padded {

  private static final int SIDE = 28;
  private static final int APP4 = 0xE4;

  /** Of a segment, its two bytes of length included. */
  private static final int LARGEST = 0xFFFF;

  private static final int LEAST = 4;

  private Padded() {}

  /** The same bytes for the same numbers, on the same JDK; so many or a few more. */
  public static byte[] jpeg(int bytes, long seed) throws IOException {
    byte[] small = Photo.jpeg(SIDE, SIDE, seed);
    ByteArrayOutputStream padded = new ByteArrayOutputStream(bytes);
    padded.write(small, 0, 2); // start of image
    int left = bytes - small.length;
    while (left > 0) {
      int segment = Math.max(LEAST, Math.min(left, 2 + LARGEST));
      int length = segment - 2;
      padded.write(0xFF);
      padded.write(APP4);
      padded.write(length >> 8);
      padded.write(length);
      padded.write(new byte[length - 2]);
      left -= segment;
    }
    padded.write(small, 2, small.length - 2);
    return padded.toByteArray();
  }
}
