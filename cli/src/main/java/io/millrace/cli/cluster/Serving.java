package io.millrace.cli.cluster;

import io.millrace.cli.terminal.UserError;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until processes that were started serve. */
final class Serving {
  /** Ten seconds are usual; a machine that compiles beside it needs far more. */
  static final Duration DEADLINE = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 100;

  private Serving() {}

  /**
   * Returns when the condition holds.
   *
   * @throws UserError if the process ends before that, or the deadline passes
   */
  static void await(Member member, BooleanSupplier serves) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    try {
      while (!serves.getAsBoolean()) {
        if (member.endsWithin(POLL_MILLIS)) {
          throw UserError.failed(
              "%s ended with code %d while it started; see %s and %s"
                  .formatted(member.name(), member.ended().join(), member.log(), member.output()));
        }
        if (System.nanoTime() > deadline) {
          throw UserError.failed(
              "%s does not serve after %d s; see %s"
                  .formatted(member.name(), DEADLINE.toSeconds(), member.log()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted while %s started".formatted(member.name()));
    }
  }
}
