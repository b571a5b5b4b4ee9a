package io.millrace.engine.image;

import static io.millrace.engine.image.TestImages.chunk;
import static io.millrace.engine.image.TestImages.idat;
import static io.millrace.engine.image.TestImages.iend;
import static io.millrace.engine.image.TestImages.ihdr;
import static io.millrace.engine.image.TestImages.pngOf;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small images of every kind that passes the gate: what the fuzzer begins with. */
final class FuzzCorpus {

  private FuzzCorpus() {}

  static List<byte[]> images() {
    List<byte[]> images = new ArrayList<>();
    BufferedImage color = picture(BufferedImage.TYPE_INT_RGB);
    BufferedImage grey = picture(BufferedImage.TYPE_BYTE_GRAY);
    images.add(TestImages.jpeg(color));
    images.add(TestImages.jpeg(grey));
    images.add(TestImages.progressiveJpeg(color));
    images.add(TestImages.progressiveJpeg(grey));
    images.add(TestImages.withSegment(TestImages.jpeg(color), 0xE1, TestImages.exif(6)));
    images.add(TestImages.fourInks(true));
    images.add(JpegFixtures.greyWithRestarts(32, 32, 3));
    images.add(JpegFixtures.progressiveGrey(32, 32, 4));
    images.add(TestImages.png(color));
    images.add(TestImages.png(grey));
    images.add(TestImages.png(picture(BufferedImage.TYPE_INT_ARGB)));
    images.add(TestImages.png(picture(BufferedImage.TYPE_USHORT_GRAY)));
    images.add(TestImages.png(picture(BufferedImage.TYPE_BYTE_INDEXED)));
    images.add(small(1, 0, chunk("tRNS", new byte[] {0, 1})));
    images.add(small(4, 3, chunk("PLTE", new byte[48]), chunk("tRNS", new byte[] {0, 9, 3})));
    images.add(small(16, 2, chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})));
    images.add(
        small(8, 0, chunk("iCCP", new byte[] {'x', 0, 0, 1, 2}), chunk("gAMA", new byte[4])));
    return images;
  }

  /** 24 x 17 pixels without a pattern. */
  private static byte[] small(int depth, int colorType, byte[]... extra) {
    int samples = colorType == 2 ? 3 : 1;
    byte[][] rows = new byte[17][(24 * samples * depth + 7) / 8];
    Random random = new Random(depth);
    for (byte[] row : rows) {
      random.nextBytes(row);
    }
    List<byte[]> chunks = new ArrayList<>(List.of(ihdr(24, 17, depth, colorType)));
    chunks.addAll(List.of(extra));
    chunks.add(idat(rows));
    chunks.add(iend());
    return pngOf(chunks.toArray(byte[][]::new));
  }

  private static BufferedImage picture(int type) {
    return TestImages.picture(
        33, 26, type, (x, y) -> 0x80000000 | (x * 7) << 16 | (y * 9) << 8 | (x * y & 0xFF));
  }
}
