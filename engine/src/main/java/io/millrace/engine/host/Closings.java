package io.millrace.engine.host;

import io.millrace.engine.thread.YieldingThreads;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the lanes that nobody uses any more, on a thread that gives way: to free hundreds of
 * megabytes takes its time, and the last lease ends on a worker that has images to score.
 */
final class Closings {

  private static final Logger LOG = LoggerFactory.getLogger(Closings.class);
  private static final long KEPT_SECONDS = 1;
  private static final long PATIENCE_SECONDS = 30;

  private final Dispatcher dispatcher;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          KEPT_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new YieldingThreads("millrace-model-closer"));

  Closings(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Returns at once; the lane has no lease any more. */
  void free(Lane lane) {
    thread.execute(
        () -> {
          lane.close();
          dispatcher.remove(lane);
        });
  }

  /**
   * Waits until what was to be freed is; the thread ends by itself a moment after its last work.
   */
  void await() {
    try {
      thread.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("Models are still being freed after {} s", PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("to do nothing does not fail", e);
    }
  }
}
