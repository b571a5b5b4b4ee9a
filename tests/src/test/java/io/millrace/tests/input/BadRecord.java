package io.millrace.tests.input;

import org.jspecify.annotations.Nullable;

/**
 * A value that must end in the dead letters.
 *
 * @param row of the table of bad inputs
 * @param what in words
 * @param value of the record
 * @param code that its dead letter must carry
 */
@SuppressWarnings("ArrayRecordComponent") // compared never
public record BadRecord(String row, String what, byte @Nullable [] value, String code) {

  @Override
  public String toString() {
    return "%s %s -> %s".formatted(row, what, code);
  }
}
