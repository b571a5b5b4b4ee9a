package io.millrace.engine.host;

import io.millrace.engine.host.LoadGate.Passed;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.thread.GivenTime;
import io.millrace.engine.thread.YieldingThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The gate with a deadline. A runtime that is busy with a model cannot be stopped from outside: it
 * is left behind on its thread, which frees what comes of it in the end, and after the second one
 * nothing is loaded any more.
 */
final class TimedGate {

  private static final int MOST_LEFT_BEHIND = 2;
  private static final String NAME = "millrace-model-gate";

  private final LoadGate gate;
  private final Duration deadline;
  private final ThreadFactory yielding = new YieldingThreads(NAME);
  private final AtomicInteger leftBehind = new AtomicInteger();

  TimedGate(LoadGate gate, Duration deadline) {
    this.gate = gate;
    this.deadline = deadline;
  }

  /**
   * As {@link LoadGate#check}.
   *
   * @param aside whether to give way to those that serve
   */
  Passed check(ModelBundle bundle, long usedBytes, boolean aside) throws SessionException {
    if (leftBehind.get() >= MOST_LEFT_BEHIND) {
      throw new SessionException(
          RejectCode.HOST, "earlier loads still have not ended; restart this process");
    }
    CompletableFuture<Passed> result = new CompletableFuture<>();
    CompletableFuture<GivenTime> clock = new CompletableFuture<>();
    Runnable load =
        () -> {
          clock.complete(GivenTime.ofThisThread());
          run(bundle, usedBytes, result);
        };
    (aside ? yielding.newThread(load) : ordinary(load)).start();
    try {
      return await(result, clock.get());
    } catch (TimeoutException e) {
      return giveUp(
          result,
          new SessionException(
              RejectCode.LIMIT, "it was not ready within " + deadline + ", see the load deadline"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp(result, new SessionException(RejectCode.HOST, "the load was interrupted", e));
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static Thread ordinary(Runnable load) {
    Thread thread = new Thread(load, NAME);
    thread.setDaemon(true);
    thread.setContextClassLoader(TimedGate.class.getClassLoader());
    return thread;
  }

  /** Where images leave the load no processor, the deadline waits too. */
  private Passed await(CompletableFuture<Passed> result, GivenTime clock)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = clock.nanos() + deadline.toNanos();
    while (true) {
      long left = end - clock.nanos();
      try {
        return result.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (end - clock.nanos() <= 0) {
          throw e;
        }
      }
    }
  }

  private void run(ModelBundle bundle, long usedBytes, CompletableFuture<Passed> result) {
    try {
      Passed passed = gate.check(bundle, usedBytes);
      if (!result.complete(passed)) {
        passed.discard();
        leftBehind.decrementAndGet();
      }
    } catch (SessionException | RuntimeException | Error e) {
      if (!result.completeExceptionally(e)) {
        leftBehind.decrementAndGet();
      }
    }
  }

  /** Whoever completes the result second has to clean up. */
  private Passed giveUp(CompletableFuture<Passed> result, SessionException why)
      throws SessionException {
    leftBehind.incrementAndGet();
    if (result.completeExceptionally(why)) {
      throw why;
    }
    leftBehind.decrementAndGet();
    try {
      return result.join();
    } catch (CompletionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static SessionException rethrown(@Nullable Throwable cause) {
    if (cause instanceof SessionException rejection) {
      return rejection;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(cause);
  }
}
