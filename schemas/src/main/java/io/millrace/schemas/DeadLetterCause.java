package io.millrace.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Why a record is given up.
 *
 * @param stage where it failed: envelope, gate, decode, inference, output
 * @param code code of the failure: EMPTY, NOT_IMAGE, CORRUPT …
 * @param message the failure in words
 * @param exception what was thrown, if anything was
 * @param record the record that is given up
 * @param scorer who gives it up
 */
public record DeadLetterCause(
    String stage,
    String code,
    String message,
    @Nullable Throwable exception,
    Position record,
    Scorer scorer) {

  /**
   * Where a record stands.
   *
   * @param timestamp milliseconds since 1970-01-01T00:00Z
   */
  public record Position(String topic, int partition, long offset, long timestamp) {}

  /**
   * Who should have scored it.
   *
   * @param job name of the job
   * @param model name of the model, where it is known
   * @param version number of its version, where one was chosen
   */
  public record Scorer(String job, @Nullable String model, @Nullable Long version) {}
}
