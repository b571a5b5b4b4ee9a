package io.millrace.engine.image;

/** The tables that the blocks of a baseline MCU need, block by block; filled anew for each scan. */
final class McuTables {

  /** What a valid MCU has. */
  static final int MOST_BLOCKS = 10;

  private final HuffmanTable[] first = new HuffmanTable[MOST_BLOCKS];
  private final HuffmanTable[] others = new HuffmanTable[MOST_BLOCKS];
  private final char[][] firstSteps = new char[MOST_BLOCKS][];
  private final char[][] otherSteps = new char[MOST_BLOCKS][];
  private int blocks;

  void clear() {
    blocks = 0;
  }

  /** A block more: the table of its first coefficient and that of the others. */
  void add(HuffmanTable ofFirst, HuffmanTable ofOthers) {
    first[blocks] = ofFirst;
    others[blocks] = ofOthers;
    firstSteps[blocks] = ofFirst.steps();
    otherSteps[blocks] = ofOthers.steps();
    blocks++;
  }

  int blocks() {
    return blocks;
  }

  /** The table of a coefficient of a block. */
  HuffmanTable of(int block, int coefficient) {
    return coefficient == 0 ? first[block] : others[block];
  }

  /** By block the steps of the first coefficient. */
  char[][] firstSteps() {
    return firstSteps;
  }

  /** By block the steps of the other coefficients. */
  char[][] otherSteps() {
    return otherSteps;
  }
}
