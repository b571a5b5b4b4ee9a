package io.millrace.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What the demo feeds besides good images, and where: a few, spread over the run. */
final class BrokenImages {

  private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private final TreeMap<Integer, byte[]> byPosition = new TreeMap<>();

  /**
   * Spreads them.
   *
   * @param images how many images the run has in all; one in twenty at most is broken
   * @param good a good image, to be cut off
   */
  BrokenImages(int images, byte[] good) {
    List<byte[]> broken =
        List.of(
            new byte[0],
            "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8),
            PNG_MAGIC,
            Arrays.copyOf(good, good.length / 2));
    int count = Math.min(broken.size(), images / 20);
    for (int i = 0; i < count; i++) {
      byPosition.put((2 * i + 1) * images / (2 * count), broken.get(i));
    }
  }

  /** Whether the n-th image of the run is a broken one. */
  boolean isAt(int n) {
    return byPosition.containsKey(n);
  }

  /** Its bytes. */
  byte[] get(int n) {
    return byPosition.getOrDefault(n, new byte[0]);
  }
}
