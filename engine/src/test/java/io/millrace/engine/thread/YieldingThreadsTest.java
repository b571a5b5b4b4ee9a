package io.millrace.engine.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class YieldingThreadsTest {

  private final YieldingThreads threads = new YieldingThreads("millrace-test-yields");

  @Test
  void aThreadIsADaemonAndDoesItsWorkOnEverySystem() throws Exception {
    String name = onIts(() -> Thread.currentThread().getName());

    assertThat(name).isEqualTo("millrace-test-yields");
    assertThat(threads.newThread(() -> {}).isDaemon()).isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itAloneGivesWay() throws Exception {
    assertThat(onIts(() -> LinuxThread.current().isIdle())).isTrue();
    assertThat(LinuxThread.current().isIdle()).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatItStartsGivesWayToo() throws Exception {
    boolean idle = onIts(() -> onIts(() -> LinuxThread.current().isIdle()));

    assertThat(idle).isTrue();
  }

  /**
   * With every core busy it gets far less than an equal share, and its clock does not count that.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsClockStandsStillWhileOthersRun() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    for (int core = 0; core < 2 * Runtime.getRuntime().availableProcessors(); core++) {
      Thread thread = new Thread(() -> spin(over), "millrace-test-spins");
      thread.setDaemon(true);
      thread.start();
      busy.add(thread);
    }
    long wall = TimeUnit.MILLISECONDS.toNanos(500);
    try {
      assertThat(onIts(() -> givenWithin(wall))).isLessThan(wall / 2);
    } finally {
      over.set(true);
    }
    for (Thread thread : busy) {
      thread.join();
    }
  }

  /** Sleeping is not waiting for a processor. */
  @Test
  void whatAThreadSleepsCounts() throws Exception {
    GivenTime clock = GivenTime.ofThisThread();
    long began = clock.nanos();
    CountDownLatch never = new CountDownLatch(1);

    assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(clock.nanos() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void theClockOfAThreadThatWaitsForNothingGoesAsOthersDo() {
    GivenTime clock = GivenTime.ofThisThread();
    long began = clock.nanos();

    assertThat(clock.nanos() - began).isBetween(0L, TimeUnit.SECONDS.toNanos(5));
  }

  private static void spin(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  /** Works for so long by the wall clock; returns what it was given of that. */
  private static long givenWithin(long wallNanos) {
    GivenTime clock = GivenTime.ofThisThread();
    long given = clock.nanos();
    long began = System.nanoTime();
    while (System.nanoTime() - began < wallNanos) {
      Thread.onSpinWait();
    }
    return clock.nanos() - given;
  }

  private <T> T onIts(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    threads.newThread(task).start();
    return task.get(30, TimeUnit.SECONDS);
  }
}
