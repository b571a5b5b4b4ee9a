package io.millrace.cli.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again and again: REST tells nobody when something has happened. */
final class Polling {
  private static final long PAUSE_MILLIS = 100;

  private Polling() {}

  /**
   * Returns the first answer that will do.
   *
   * @throws RestException if none came in that time
   */
  static <T> T until(Duration atMost, Supplier<T> question, Predicate<T> willDo) {
    long deadline = System.nanoTime() + atMost.toNanos();
    T answer = question.get();
    while (!willDo.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new RestException("after %s the answer is still %s".formatted(atMost, answer));
      }
      pause();
      answer = question.get();
    }
    return answer;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestException("interrupted while waiting for Flink", e);
    }
  }
}
