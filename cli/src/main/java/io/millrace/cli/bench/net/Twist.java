package io.millrace.cli.bench.net;

/** How a version differs from the net as it is. */
public enum Twist {
  NONE,
  /** Weighs 100 MB more, of other bytes in each version, and says the same. */
  HEAVY,
  /** Puts out NaN for an image that has no dark pixel at all. */
  NAN_ON_LIGHT,
  /** Takes three times as long: three nets, added up. */
  SLOW,
  /** Calls each class by the name of another. */
  PERMUTED
}
