package io.millrace.engine.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * A Huffman table of a JPEG, as steps: how many bits a symbol takes with the value that follows it,
 * and how far it moves inside a block. Built again only where its definition changes.
 */
final class HuffmanTable {

  /** No code begins like these bits. */
  static final int NO_STEP = 0;

  /** The move of an end of block: more than a block is long. */
  static final int END_OF_BLOCK = 128;

  /** An index of {@link #steps} is the bits above these. */
  static final int INDEX_SHIFT = 52;

  private static final int QUICK_BITS = 64 - INDEX_SHIFT;

  /** A move that ends every block, so that it is looked at: steps that are not in the table. */
  private static final char LOOK_CLOSER = 255 << 8;

  private static final int LONGEST_CODE = 16;
  private static final int DEFINITION_BYTES = 16;

  private final int largestSize;
  private final boolean blockStart;
  private final int[] quick = new int[1 << QUICK_BITS];
  private final byte[] codeLengths = new byte[1 << QUICK_BITS];
  private final char[] steps = new char[1 << QUICK_BITS];
  private final int[] firstCode = new int[LONGEST_CODE + 2];
  private final int[] firstSymbol = new int[LONGEST_CODE + 2];
  private final byte[] counts = new byte[DEFINITION_BYTES];
  private final byte[] symbols = new byte[256];
  private int symbolCount;
  private boolean defined;
  private boolean gathered;

  private HuffmanTable(int largestSize, boolean blockStart) {
    this.largestSize = largestSize;
    this.blockStart = blockStart;
  }

  /** For differences of the first coefficient: a symbol is the bits of its value, at most 11. */
  static HuffmanTable ofDifferences() {
    return new HuffmanTable(11, true);
  }

  /** For the other coefficients: a symbol is a run of zeros and the bits of a value, at most 10. */
  static HuffmanTable ofCoefficients() {
    return new HuffmanTable(10, false);
  }

  boolean isDefined() {
    return defined;
  }

  void forget() {
    defined = false;
  }

  /** The table of the standard's annex K, for pictures that leave the definition out. */
  void define(JPEGHuffmanTable standard) {
    ByteBuffer definition = ByteBuffer.allocate(DEFINITION_BYTES + 256);
    short[] lengths = standard.getLengths();
    for (int i = 0; i < DEFINITION_BYTES; i++) {
      definition.put((byte) (i < lengths.length ? lengths[i] : 0));
    }
    for (short value : standard.getValues()) {
      definition.put((byte) value);
    }
    define(definition, 0, definition.position());
  }

  /** Reads a definition; returns its length, or -1 where it breaks the rules. */
  int define(ByteBuffer bytes, int from, int available) {
    if (available < DEFINITION_BYTES) {
      return -1;
    }
    int total = 0;
    for (int i = 0; i < DEFINITION_BYTES; i++) {
      total += bytes.get(from + i) & 0xFF;
    }
    if (total > 256 || total > available - DEFINITION_BYTES) {
      return -1;
    }
    if (!isAsBefore(bytes, from, total)) {
      bytes.get(from, counts);
      bytes.get(from + DEFINITION_BYTES, symbols, 0, total);
      symbolCount = total;
      if (!build()) {
        // Nothing of it may look like a known definition next time.
        symbolCount = -1;
        return -1;
      }
    }
    defined = true;
    return DEFINITION_BYTES + total;
  }

  private boolean isAsBefore(ByteBuffer bytes, int from, int total) {
    if (total != symbolCount || total == 0) {
      return false;
    }
    for (int i = 0; i < DEFINITION_BYTES; i++) {
      if (bytes.get(from + i) != counts[i]) {
        return false;
      }
    }
    for (int i = 0; i < total; i++) {
      if (bytes.get(from + DEFINITION_BYTES + i) != symbols[i]) {
        return false;
      }
    }
    return true;
  }

  /** Canonical codes: counted up within a length, doubled from one length to the next. */
  private boolean build() {
    Arrays.fill(quick, NO_STEP);
    int code = 0;
    int symbol = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      int count = counts[length - 1] & 0xFF;
      firstCode[length] = code;
      firstSymbol[length] = symbol;
      if (code + count > (1 << length)) {
        return false;
      }
      if (length <= QUICK_BITS) {
        int width = 1 << (QUICK_BITS - length);
        for (int i = 0; i < count; i++) {
          int from = (code + i) * width;
          Arrays.fill(quick, from, from + width, step(symbols[symbol + i] & 0xFF, length));
          Arrays.fill(codeLengths, from, from + width, (byte) length);
        }
      }
      code = (code + count) << 1;
      symbol += count;
    }
    gathered = false;
    return true;
  }

  /**
   * Steps by the next bits, move << 8 | bits in all: as many at once as their codes are among those
   * bits, the value of the last may lie behind them. Of a move over the end of a block, an end of
   * block among the first 64 excepted, the last steps are to be taken alone.
   */
  char[] steps() {
    if (!gathered) {
      // Only once they are asked for: the scans of a progressive picture bring tables and never
      // ask.
      gather();
      gathered = true;
    }
    return steps;
  }

  private void gather() {
    for (int i = 0; i < steps.length; i++) {
      int sum = quick[i] & 0xFFFF;
      while (!blockStart
          && sum != NO_STEP
          && sum >> 8 < END_OF_BLOCK
          && (sum & 0xFF) < QUICK_BITS) {
        int behind = (i << (sum & 0xFF)) & (steps.length - 1);
        int next = quick[behind] & 0xFFFF;
        boolean seen = next != NO_STEP && (sum & 0xFF) + codeLengths[behind] <= QUICK_BITS;
        if (!seen || sum + next >= LOOK_CLOSER) {
          break;
        }
        sum += next;
      }
      steps[i] = sum == NO_STEP ? LOOK_CLOSER : (char) sum;
    }
  }

  /**
   * The step for the code at the top of {@code bits}: symbol << 16 | move << 8 | bits in all;
   * {@link #NO_STEP} if there is none.
   */
  int step(long bits) {
    int step = quick[(int) (bits >>> INDEX_SHIFT)];
    return step != NO_STEP ? step : longStep(bits);
  }

  private int longStep(long bits) {
    for (int length = QUICK_BITS + 1; length <= LONGEST_CODE; length++) {
      int offset = (int) (bits >>> (64 - length)) - firstCode[length];
      if (offset >= 0 && offset < (counts[length - 1] & 0xFF)) {
        return step(symbols[firstSymbol[length] + offset] & 0xFF, length);
      }
    }
    return NO_STEP;
  }

  private int step(int symbol, int length) {
    int size = symbol & 15;
    if (blockStart) {
      return symbol > largestSize ? NO_STEP : (symbol << 16) | (1 << 8) | (length + symbol);
    }
    int run = symbol >> 4;
    int move = size > 0 || run == 15 ? run + 1 : END_OF_BLOCK;
    return size > largestSize ? NO_STEP : symbol << 16 | move << 8 | length + size;
  }

  static int symbol(int step) {
    return step >> 16;
  }
}
