package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.Stopped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TeardownTest {
  private static final Executor HERE = Runnable::run;
  private static final Executor ELSEWHERE = task -> new Thread(task, "millrace-test-start").start();

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final Teardown teardown = new Teardown();

  private AutoCloseable thing(String name) {
    return () -> closed.add(name);
  }

  private void own(String name, AutoCloseable thing) {
    teardown.own(name, () -> thing, HERE).join();
  }

  @Test
  void newestIsClosedFirst() {
    for (String name : List.of("broker", "registry", "flink")) {
      own(name, thing(name));
    }
    teardown.close();
    assertThat(closed).containsExactly("flink", "registry", "broker");
  }

  @Test
  void everyCloseIsTriedAndEveryFailureReported() {
    own("broker", thing("broker"));
    for (String name : List.of("registry", "flink")) {
      own(
          name,
          () -> {
            throw new IllegalStateException("stuck");
          });
    }
    assertThatThrownBy(teardown::close)
        .hasMessageContaining("registry did not close in order: stuck")
        .hasMessageContaining("flink did not close in order: stuck");
    assertThat(closed).containsExactly("broker");
  }

  @Test
  void whatIsStillStartingIsWaitedForAndClosed() {
    var mayStart = new CountDownLatch(1);
    var start =
        teardown.own(
            "slow",
            () -> {
              awaitQuietly(mayStart);
              return thing("slow");
            },
            ELSEWHERE);
    var closing = CompletableFuture.runAsync(teardown::close);
    assertThat(closing).isNotDone();
    mayStart.countDown();
    closing.join();
    assertThat(start).isCompleted();
    assertThat(closed).containsExactly("slow");
  }

  @Test
  void failedStartIsReportedToItsCallerAndLeavesNothingToClose() {
    var start =
        teardown.own(
            "broken",
            () -> {
              throw new IllegalStateException("no room");
            },
            HERE);
    assertThat(start).isCompletedExceptionally();
    teardown.close();
    assertThat(closed).isEmpty();
  }

  @Test
  void secondCloseDoesNothing() {
    own("broker", thing("broker"));
    teardown.close();
    teardown.close();
    assertThat(closed).containsExactly("broker");
  }

  @Test
  void nothingIsStartedOnceClosingHasBegun() {
    teardown.close();
    assertThatThrownBy(() -> teardown.own("late", () -> thing("late"), HERE))
        .isInstanceOf(Stopped.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
