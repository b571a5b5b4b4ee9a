package io.millrace.engine.image;

import org.jspecify.annotations.Nullable;

/**
 * Follows the blocks of one progressive scan: a band of coefficients, from one bit position to
 * another (ITU-T T.81, annex G).
 */
final class ProgressiveBlocks {

  private static final int LAST = 63;
  private static final int DEEPEST = 13;

  private final CodedBits bits;
  private int from;
  private int to;
  private int bitsBefore;
  private int bitsAfter;
  private int endedBlocks;

  ProgressiveBlocks(CodedBits bits) {
    this.bits = bits;
  }

  void begin(int first, int last, int before, int after) {
    from = first;
    to = last;
    bitsBefore = before;
    bitsAfter = after;
  }

  boolean isSane(int components) {
    boolean band = from == 0 ? to == 0 : from <= to && to <= LAST && components == 1;
    return band && bitsAfter <= DEEPEST && (bitsBefore == 0 || bitsBefore == bitsAfter + 1);
  }

  boolean advance(JpegComponent component) {
    return component.advance(from, to, bitsBefore, bitsAfter);
  }

  boolean isOfFirst() {
    return from == 0;
  }

  boolean needsNoTable() {
    return from == 0 && bitsBefore > 0;
  }

  void restart() {
    endedBlocks = 0;
  }

  /** Whether no run of ended blocks reaches beyond the last one. */
  boolean isDone() {
    return endedBlocks == 0;
  }

  boolean skip(
      JpegComponent component,
      int block,
      @Nullable HuffmanTable differences,
      @Nullable HuffmanTable coefficients) {
    if (from == 0) {
      return bitsBefore > 0
          ? bits.take(1) >= 0
          : differences != null && bits.next(differences) != HuffmanTable.NO_STEP;
    }
    if (coefficients == null) {
      return false;
    }
    return bitsBefore == 0
        ? skipFirst(component, block, coefficients)
        : skipRefining(component, block, coefficients);
  }

  private boolean skipFirst(JpegComponent component, int block, HuffmanTable table) {
    if (endedBlocks > 0) {
      endedBlocks--;
      return true;
    }
    long nonZero = component.nonZero(block);
    int k = from;
    while (k <= to) {
      // Of an end of blocks the step holds no value: its length stands in the run.
      int step = bits.next(table);
      if (step == HuffmanTable.NO_STEP) {
        return false;
      }
      int size = HuffmanTable.symbol(step) & 15;
      int run = HuffmanTable.symbol(step) >> 4;
      if (size == 0 && run < 15) {
        if (!endBlocks(run)) {
          return false;
        }
        endedBlocks--;
        break;
      }
      k += run + 1;
      if (k > to + 1) {
        return false;
      }
      nonZero |= size > 0 ? 1L << (k - 1) : 0;
    }
    component.nonZero(block, nonZero);
    return true;
  }

  private boolean endBlocks(int run) {
    int more = bits.take(run);
    endedBlocks = (1 << run) + more;
    return more >= 0;
  }

  private boolean skipRefining(JpegComponent component, int block, HuffmanTable table) {
    long nonZero = component.nonZero(block);
    int k = from;
    while (endedBlocks == 0 && k <= to) {
      int step = bits.next(table);
      if (step == HuffmanTable.NO_STEP) {
        return false;
      }
      int size = HuffmanTable.symbol(step) & 15;
      int run = HuffmanTable.symbol(step) >> 4;
      if (size == 0 && run < 15) {
        if (!endBlocks(run)) {
          return false;
        }
        break;
      }
      // A coefficient that becomes known has the value 1 or -1: one bit, its sign.
      if (size > 1) {
        return false;
      }
      k = refineWhileSkipping(nonZero, k, run);
      if (k < 0 || (size > 0 && k > to)) {
        return false;
      }
      nonZero |= size > 0 ? 1L << k : 0;
      k++;
    }
    if (endedBlocks > 0) {
      endedBlocks--;
      if (k <= to && !bits.skip(Long.bitCount(nonZero & band(k)))) {
        return false;
      }
    }
    component.nonZero(block, nonZero);
    return true;
  }

  /** Each known coefficient on the way over {@code run} unknown ones takes a bit; -1: no bits. */
  private int refineWhileSkipping(long nonZero, int start, int run) {
    long unknown = ~nonZero & band(start);
    for (int i = 0; i < run; i++) {
      unknown &= unknown - 1;
    }
    int k = unknown == 0 ? to + 1 : Long.numberOfTrailingZeros(unknown);
    long passed = k > LAST ? band(start) : band(start) & (1L << k) - 1;
    return bits.skip(Long.bitCount(nonZero & passed)) ? k : -1;
  }

  private long band(int start) {
    return -1L << start & -1L >>> (LAST - to);
  }
}
