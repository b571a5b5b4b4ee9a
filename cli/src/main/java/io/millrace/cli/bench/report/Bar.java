package io.millrace.cli.bench.report;

/** What a figure must reach, or stay under. */
public record Bar(double limit, Side side) {

  /** On which side of the limit it is good to be. */
  public enum Side {
    AT_LEAST,
    AT_MOST
  }

  public static Bar atLeast(double limit) {
    return new Bar(limit, Side.AT_LEAST);
  }

  public static Bar atMost(double limit) {
    return new Bar(limit, Side.AT_MOST);
  }

  /** Whether a figure keeps to it. */
  public boolean metBy(double value) {
    return side == Side.AT_LEAST ? value >= limit : value <= limit;
  }

  @Override
  public String toString() {
    return (side == Side.AT_LEAST ? "≥ " : "≤ ") + Numbers.text(limit);
  }
}
