package io.millrace.engine.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Bends images, knowing what they are made of: segments and chunks are repeated, dropped, exchanged
 * and taken from other images, bytes inside them changed, and the checksums of a PNG mostly put
 * right again, so that what is behind the checksum is reached. The same seed bends in the same way.
 */
final class Mutator {

  private static final int[] TELLING = {0, 1, 2, 7, 8, 16, 63, 64, 127, 128, 0xD9, 0xFE, 0xFF};
  private static final int LARGEST = 64 << 10;

  private final List<byte[]> corpus;
  private final SplittableRandom random;

  Mutator(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    byte[] image = any(corpus).clone();
    boolean png = image[0] == (byte) 0x89;
    int times = 1 + random.nextInt(random.nextInt(4) == 0 ? 6 : 2);
    for (int i = 0; i < times && image.length > 0; i++) {
      image = random.nextInt(4) == 0 ? rearrange(image, png) : bend(image);
    }
    if (png && random.nextInt(8) > 0) {
      repairChecksums(image);
    }
    return image;
  }

  private byte[] bend(byte[] image) {
    int at = random.nextInt(image.length);
    int length = Math.min(1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4), image.length - at);
    switch (random.nextInt(7)) {
      case 0 -> image[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> image[at] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 2 -> image[at] = (byte) random.nextInt(256);
      case 3 -> Arrays.fill(image, at, at + length, (byte) TELLING[random.nextInt(TELLING.length)]);
      case 4 -> {
        byte[] other = any(corpus);
        int from = random.nextInt(other.length);
        int copied = Math.min(length, other.length - from);
        System.arraycopy(other, from, image, at, copied);
      }
      case 5 -> {
        return without(image, at, length);
      }
      default -> {
        return random.nextInt(4) == 0 ? Arrays.copyOf(image, at) : with(image, at, length);
      }
    }
    return image;
  }

  private static byte[] without(byte[] image, int at, int length) {
    return ByteBuffer.allocate(image.length - length)
        .put(image, 0, at)
        .put(image, at + length, image.length - at - length)
        .array();
  }

  private static byte[] with(byte[] image, int at, int length) {
    return ByteBuffer.allocate(image.length + length)
        .put(image, 0, at + length)
        .put(image, at, image.length - at)
        .array();
  }

  private byte[] rearrange(byte[] image, boolean png) {
    List<byte[]> parts = parts(image, png);
    if (parts.isEmpty() || image.length > LARGEST) {
      return image;
    }
    int at = random.nextInt(parts.size());
    switch (random.nextInt(4)) {
      case 0 -> parts.add(at, any(parts));
      case 1 -> parts.remove(at);
      case 2 -> Collections.swap(parts, at, random.nextInt(parts.size()));
      default -> {
        byte[] other = any(corpus);
        List<byte[]> others = parts(other, other[0] == (byte) 0x89);
        parts.set(at, others.isEmpty() ? other : any(others));
      }
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(image.length + 64);
    whole.write(image, 0, png ? 8 : 2);
    parts.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  /** Chunks, or segments with the coded data that follows them. */
  private static List<byte[]> parts(byte[] image, boolean png) {
    List<byte[]> parts = new ArrayList<>();
    int at = png ? 8 : 2;
    while (at < image.length) {
      int end = png ? endOfChunk(image, at) : endOfSegment(image, at);
      parts.add(Arrays.copyOfRange(image, at, end));
      at = end;
    }
    return parts;
  }

  private static int endOfChunk(byte[] png, int at) {
    if (png.length - at < 12) {
      return png.length;
    }
    long end = at + 12L + (ByteBuffer.wrap(png).getInt(at) & 0x7FFFFFFFL);
    return (int) Math.min(end, png.length);
  }

  private static int endOfSegment(byte[] jpeg, int at) {
    for (int i = at + 2; i < jpeg.length - 1; i++) {
      int next = jpeg[i + 1] & 0xFF;
      if (jpeg[i] == -1 && next >= 0xC0 && (next < 0xD0 || next > 0xD7) && next != 0xFF) {
        return i;
      }
    }
    return jpeg.length;
  }

  private static void repairChecksums(byte[] png) {
    CRC32 crc = new CRC32();
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = 8;
    while (at <= png.length - 12) {
      int length = bytes.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      crc.reset();
      crc.update(png, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
  }

  private byte[] any(List<byte[]> list) {
    return list.get(random.nextInt(list.size()));
  }
}
