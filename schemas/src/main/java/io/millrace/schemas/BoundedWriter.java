package io.millrace.schemas;

import java.io.Writer;

/** Keeps the first characters and drops the rest: a stack trace can have megabytes. */
final class BoundedWriter extends Writer {

  private final StringBuilder kept = new StringBuilder();
  private final int most;

  BoundedWriter(int most) {
    this.most = most;
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    kept.append(buffer, offset, Math.min(length, most - kept.length()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public String toString() {
    return kept.toString();
  }
}
