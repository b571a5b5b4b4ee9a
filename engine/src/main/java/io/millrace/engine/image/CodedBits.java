package io.millrace.engine.image;

import java.nio.ByteBuffer;

/**
 * The bits between two markers of a JPEG, the zero after each 0xFF left out. Nothing is decoded:
 * codes are followed and the values behind them skipped.
 */
final class CodedBits {

  private static final int ENOUGH = 32;

  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int at;
  private long bits;
  private int count;
  private boolean ranOut;

  void start(ByteBuffer coded, int from) {
    bytes = coded;
    at = from;
    bits = 0;
    count = 0;
    ranOut = false;
  }

  /** Whether the last answer was no because the bits came to an end. */
  boolean ranOut() {
    return ranOut;
  }

  /** Whole bytes that were read ahead. */
  int unread() {
    return count >>> 3;
  }

  /** Where reading goes on; after a run out a marker or the end of the image. */
  int at() {
    return at;
  }

  /** Follows a block of 64 coefficients; false: it cannot be one. */
  boolean skipBlock(HuffmanTable first, HuffmanTable others) {
    if (next(first) == HuffmanTable.NO_STEP) {
      return false;
    }
    int k = 1;
    do {
      if (count < ENOUGH) {
        refill();
      }
      int step = others.steps(bits);
      if (k + (step >> 8 & HuffmanTable.END_OF_BLOCK - 1) >= 64) {
        // The last step of a block must be taken alone: what follows is another block's.
        step = others.step(bits);
      }
      int taken = step & 0xFF;
      if (step == HuffmanTable.NO_STEP || taken > count) {
        return no(taken);
      }
      bits <<= taken;
      count -= taken;
      k += step >> 8 & 0xFF;
    } while (k < 64);
    return k == 64 || k > HuffmanTable.END_OF_BLOCK;
  }

  /** Takes a code and the value behind it; {@link HuffmanTable#NO_STEP}: there is none. */
  int next(HuffmanTable table) {
    if (count < ENOUGH) {
      refill();
    }
    int step = table.step(bits);
    int taken = step & 0xFF;
    if (step == HuffmanTable.NO_STEP || taken > count) {
      no(taken);
      return HuffmanTable.NO_STEP;
    }
    bits <<= taken;
    count -= taken;
    return step;
  }

  /** The next {@code n} bits, at most 16, as a number; -1: there are not so many. */
  int take(int n) {
    if (count < ENOUGH) {
      refill();
    }
    if (n > count) {
      ranOut = true;
      return -1;
    }
    int value = n == 0 ? 0 : (int) (bits >>> (64 - n));
    bits <<= n;
    count -= n;
    return value;
  }

  boolean skip(int n) {
    int left = n;
    while (left > 16) {
      if (take(16) < 0) {
        return false;
      }
      left -= 16;
    }
    return take(left) >= 0;
  }

  /** A code that is unknown because bits are missing tells of an end, not of a fault. */
  private boolean no(int wanted) {
    ranOut = wanted > count || count < 16;
    return false;
  }

  private void refill() {
    if (at <= bytes.limit() - Long.BYTES) {
      long eight = bytes.getLong(at);
      if (!holdsFF(eight)) {
        // What is read twice is the same both times, so that "or" changes nothing.
        bits |= eight >>> count;
        at += (63 - count) >>> 3;
        count |= 56;
        return;
      }
    }
    refillByBytes();
  }

  private void refillByBytes() {
    int end = bytes.limit();
    while (count <= 56 && at < end) {
      int next = bytes.get(at) & 0xFF;
      if (next == 0xFF) {
        if (at + 1 >= end || bytes.get(at + 1) != 0) {
          return;
        }
        at++;
      }
      bits |= (long) next << (56 - count);
      count += 8;
      at++;
    }
  }

  /** The usual test for a zero byte, on the complement. */
  static boolean holdsFF(long eightBytes) {
    long zeros = ~eightBytes;
    return (zeros - 0x0101010101010101L & ~zeros & 0x8080808080808080L) != 0;
  }
}
