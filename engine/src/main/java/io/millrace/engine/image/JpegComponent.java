package io.millrace.engine.image;

import java.util.Arrays;

/**
 * One component of a JPEG: its blocks, and of a progressive one which coefficients are known. How
 * many bits a refining scan takes depends on which are not zero, so that is kept, a bit each.
 */
final class JpegComponent {

  private static final int COEFFICIENTS = 64;
  private static final byte NOTHING = -1;

  private final byte[] missingBits = new byte[COEFFICIENTS];
  private long[] nonZero = {};
  private int id;
  private int across;
  private int down;
  private int blocksWide;
  private int blocksHigh;
  private int stride;
  private boolean come;

  void begin(int number, int samplesAcross, int samplesDown) {
    id = number;
    across = samplesAcross;
    down = samplesDown;
    come = false;
    Arrays.fill(missingBits, NOTHING);
  }

  /** Sizes: blocks that hold pixels; blocks with those that fill the last MCUs of a row up. */
  void measure(int wide, int high, int mcusAcross, int mcusDown, boolean keepsNonZero) {
    blocksWide = wide;
    blocksHigh = high;
    stride = mcusAcross * across;
    if (keepsNonZero) {
      int blocks = stride * mcusDown * down;
      if (nonZero.length < blocks) {
        nonZero = new long[blocks];
      } else {
        Arrays.fill(nonZero, 0, blocks, 0);
      }
    }
  }

  /** Frees what only a large picture needs. */
  void letGo(int keptBlocks) {
    if (nonZero.length > keptBlocks) {
      nonZero = new long[0];
    }
  }

  int id() {
    return id;
  }

  int across() {
    return across;
  }

  int down() {
    return down;
  }

  int blocksWide() {
    return blocksWide;
  }

  int blocksHigh() {
    return blocksHigh;
  }

  int block(int row, int column) {
    return row * stride + column;
  }

  long nonZero(int block) {
    return nonZero[block];
  }

  void nonZero(int block, long coefficients) {
    nonZero[block] = coefficients;
  }

  void came() {
    come = true;
  }

  boolean hasCome() {
    return come;
  }

  /** Whether a scan of this band may follow those before it; if so it counts as come. */
  boolean advance(int first, int last, int before, int after) {
    boolean inOrder = first == 0 || come;
    for (int k = first; k <= last; k++) {
      inOrder &= Math.max(0, missingBits[k]) == before;
      missingBits[k] = (byte) after;
    }
    come |= first == 0;
    return inOrder;
  }

  boolean isRefined() {
    for (byte missing : missingBits) {
      if (missing != 0) {
        return false;
      }
    }
    return true;
  }
}
