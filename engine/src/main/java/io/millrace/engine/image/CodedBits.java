package io.millrace.engine.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bits between two markers of a JPEG, the zero after each 0xFF left out. Nothing is decoded:
 * codes are followed and the values behind them skipped. The bytes are copied without those zeros
 * first, so that following them needs neither a test per byte nor a branch to get more bits; what
 * lies behind them reads as zeros, and whether it was read is asked once per block.
 */
final class CodedBits {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  /** More than a block of nothing but longest codes takes. */
  private static final int BEYOND = 320;

  /** A valid code is told by so many bits. */
  private static final int LONGEST_CODE = 16;

  private static final int ENDED = -1;
  private static final int KEPT_BYTES = 2 << 20;

  private byte[] data = new byte[64 << 10];
  private int end;
  private int stop;
  private int at;
  private long bits;
  private int count;
  private boolean ranOut;

  void start(ByteBuffer coded, int from) {
    int most = coded.limit() - from + BEYOND;
    if (data.length < most || (data.length > KEPT_BYTES && most <= KEPT_BYTES)) {
      data = new byte[Math.max(most, KEPT_BYTES / 8)];
    }
    copy(coded, from);
    LONGS.set(data, end, 0L);
    at = 0;
    bits = 0;
    count = 0;
    ranOut = false;
  }

  /** Copies up to the first 0xFF that no zero follows. */
  private void copy(ByteBuffer coded, int from) {
    int limit = coded.limit();
    int in = from;
    int out = 0;
    while (in < limit) {
      while (in <= limit - Long.BYTES) {
        long eight = coded.getLong(in);
        LONGS.set(data, out, eight);
        long stuffed = bytesOfFF(eight);
        // Not one sum for both cases: the next load need not wait for what is known of this one.
        if (stuffed != 0) {
          int good = Long.numberOfLeadingZeros(stuffed) >>> 3;
          in += good;
          out += good;
          break;
        }
        in += Long.BYTES;
        out += Long.BYTES;
      }
      byte next = in < limit ? coded.get(in) : -1;
      if (next == -1 && (in + 1 >= limit || coded.get(in + 1) != 0)) {
        break;
      }
      in += next == -1 ? 2 : 1;
      data[out++] = next;
    }
    stop = in;
    end = out;
  }

  /** Whether the last answer was no because the bits came to an end. */
  boolean ranOut() {
    return ranOut;
  }

  /** Whole bytes that nothing has taken. */
  int unread() {
    return Math.max(left(), 0) >>> 3;
  }

  /** Where the bits end: a marker, or the end of the image. */
  int stop() {
    return stop;
  }

  /** Bits that are left; fewer than 0: so many were made up. */
  private int left() {
    return 8 * (end - at) + count;
  }

  /** Follows MCUs, block by block of 64 coefficients; false: one of them cannot be one. */
  boolean skipMcus(McuTables mcu, int mcus) {
    char[][] firsts = mcu.firstSteps();
    char[][] others = mcu.otherSteps();
    int blocks = mcu.blocks();
    for (int i = 0; i < mcus; i++) {
      for (int block = 0; block < blocks; block++) {
        int last = skipBlock(firsts[block], others[block]);
        if (last != ENDED && !endSlowly(last, mcu, block)) {
          return false;
        }
      }
    }
    return true;
  }

  private int skipBlock(char[] firsts, char[] others) {
    byte[] from = data;
    int next = at;
    int have = count;
    long held = bits | (long) LONGS.get(from, next) >>> have;
    next += (63 - have) >>> 3;
    have |= 56;
    int step = firsts[(int) (held >>> HuffmanTable.INDEX_SHIFT)];
    held <<= step;
    have -= step & 0xFF;
    int k = step >>> 8;
    while (k < 64) {
      // What is read twice is the same both times, so that "or" changes nothing. 56 bits are two
      // steps at least; a shift takes no more than the low six bits of a step.
      held |= (long) LONGS.get(from, next) >>> have;
      next += (63 - have) >>> 3;
      have |= 56;
      step = others[(int) (held >>> HuffmanTable.INDEX_SHIFT)];
      held <<= step;
      have -= step & 0xFF;
      k += step >>> 8;
      if (k < 64) {
        step = others[(int) (held >>> HuffmanTable.INDEX_SHIFT)];
        held <<= step;
        have -= step & 0xFF;
        k += step >>> 8;
      }
    }
    at = next;
    count = have;
    bits = held;
    boolean ended =
        k == 64 || (k > HuffmanTable.END_OF_BLOCK && k < HuffmanTable.END_OF_BLOCK + 64);
    return ended && left() >= 0 ? ENDED : ((k - (step >>> 8)) << 8) | (step & 0xFF);
  }

  /**
   * The last steps together went too far, for they may be another block's: takes them alone.
   *
   * @param last the coefficient where they began << 8 | the bits that they took
   */
  private boolean endSlowly(int last, McuTables mcu, int block) {
    int position = 8 * at - count - (last & 0xFF);
    at = position >>> 3;
    bits = (long) LONGS.get(data, at) << (position & 7);
    count = 56 - (position & 7);
    at += 7;
    int k = last >>> 8;
    while (k < 64) {
      refill();
      int step = mcu.of(block, k).step(bits);
      if (step == HuffmanTable.NO_STEP) {
        return unknownCode();
      }
      drop(step & 0xFF);
      k += step >> 8 & 0xFF;
    }
    return isWithin() && (k == 64 || k > HuffmanTable.END_OF_BLOCK);
  }

  /** Takes a code and the value behind it; {@link HuffmanTable#NO_STEP}: there is none. */
  int next(HuffmanTable table) {
    refill();
    int step = table.step(bits);
    if (step == HuffmanTable.NO_STEP) {
      unknownCode();
      return step;
    }
    drop(step & 0xFF);
    return isWithin() ? step : HuffmanTable.NO_STEP;
  }

  /** The next {@code n} bits, at most 16, as a number; -1: there are not so many. */
  int take(int n) {
    if (n > count) {
      refill();
    }
    int value = (int) (bits >>> 1 >>> (63 - n));
    drop(n);
    return isWithin() ? value : -1;
  }

  /** Skips at most 64 bits. */
  boolean skip(int n) {
    int rest = n;
    while (rest > count) {
      rest -= count;
      drop(count);
      refill();
    }
    drop(rest);
    return isWithin();
  }

  private void drop(int n) {
    bits <<= n;
    count -= n;
  }

  private boolean isWithin() {
    ranOut = left() < 0;
    return !ranOut;
  }

  /** A code that is unknown because bits are missing tells of an end, not of a fault. */
  private boolean unknownCode() {
    ranOut = left() < LONGEST_CODE;
    return false;
  }

  private void refill() {
    bits |= (long) LONGS.get(data, at) >>> count;
    at += (63 - count) >>> 3;
    count |= 56;
  }

  /** The topmost bit of each byte that is 0xFF, exact in every byte. */
  static long bytesOfFF(long eightBytes) {
    long zeros = ~eightBytes;
    return ~((zeros & LOW_BITS) + LOW_BITS | zeros | LOW_BITS);
  }
}
