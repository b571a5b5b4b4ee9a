package io.millrace.cli.bench.rollout;

/** A stretch of {@link System#nanoTime}. */
record Span(long fromNanos, long toNanos) {

  boolean holds(long nanos) {
    return nanos - fromNanos >= 0 && nanos - toNanos < 0;
  }

  double seconds() {
    return (toNanos - fromNanos) / 1e9;
  }

  static Span lasting(long fromNanos, double seconds) {
    return new Span(fromNanos, fromNanos + (long) (seconds * 1e9));
  }
}
