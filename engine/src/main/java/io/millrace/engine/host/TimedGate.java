package io.millrace.engine.host;

import io.millrace.engine.host.LoadGate.Passed;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
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

  private final LoadGate gate;
  private final Duration deadline;
  private final AtomicInteger leftBehind = new AtomicInteger();

  TimedGate(LoadGate gate, Duration deadline) {
    this.gate = gate;
    this.deadline = deadline;
  }

  Passed check(ModelBundle bundle, long usedBytes) throws SessionException {
    if (leftBehind.get() >= MOST_LEFT_BEHIND) {
      throw new SessionException(
          RejectCode.HOST, "earlier loads still have not ended; restart this process");
    }
    CompletableFuture<Passed> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(bundle, usedBytes, result), "millrace-model-gate");
    thread.setDaemon(true);
    thread.setContextClassLoader(TimedGate.class.getClassLoader());
    thread.start();
    try {
      return result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
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
