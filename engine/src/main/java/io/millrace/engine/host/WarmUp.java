package io.millrace.engine.host;

import io.millrace.engine.batch.MemoryLimit;
import io.millrace.engine.batch.ServiceTimeFit;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.thread.GivenTime;

/**
 * Runs every batch size until it is warm and learns from it how long a run takes. A fresh size is
 * slow at first: the runtime plans memory for it, and on a GPU searches for kernels. What other
 * threads take of the processor meanwhile is not counted.
 */
final class WarmUp {

  // The first plans memory, the second takes it; two more are learned from.
  private static final int LEAST_RUNS = 4;
  private static final int MOST_RUNS = 20;
  private static final long ENOUGH_NANOS = 20_000_000;

  private WarmUp() {}

  static ServiceTimeFit run(ServedModel model, BatchBuffers buffers, MemoryLimit memory)
      throws SessionException {
    GoldenCheck.score(model, buffers);
    ServiceTimeFit fit = new ServiceTimeFit(model.buckets().max());
    for (int size : model.buckets().sizes()) {
      try {
        warm(size, buffers, fit);
      } catch (InferenceException e) {
        if (size > 1 && RunFault.of(e) == RunFault.OUT_OF_MEMORY) {
          // It serves in smaller batches, and those have just run.
          memory.exhausted(size, System.nanoTime());
          return fit;
        }
        String message = "a run of " + size + " images fails: " + e.getMessage();
        throw new SessionException(RejectCode.WARMUP, message, e);
      }
    }
    return fit;
  }

  private static void warm(int size, BatchBuffers buffers, ServiceTimeFit fit)
      throws InferenceException {
    GivenTime clock = GivenTime.ofThisThread();
    long first = clock.nanos();
    for (int run = 0; run < MOST_RUNS; run++) {
      long given = clock.nanos();
      if (run >= LEAST_RUNS && given - first > ENOUGH_NANOS) {
        return;
      }
      long began = System.nanoTime();
      buffers.run(size, size);
      long wall = System.nanoTime() - began;
      // To look at that clock takes microseconds, which are much beside a run of a tiny model.
      fit.add(size, Math.min(wall, clock.nanos() - given));
    }
  }
}
