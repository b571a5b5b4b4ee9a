package io.millrace.cli.bench.pipeline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Things that were due at a time and have arrived later, by their numbers. Written by a thread that
 * reads, read by another.
 */
final class Hops {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PoissonSchedule schedule;
  private final AtomicLongArray arrivedNanos;
  private final AtomicLongArray workNanos;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile long beganNanos;

  Hops(PoissonSchedule schedule) {
    this.schedule = schedule;
    this.arrivedNanos = new AtomicLongArray(schedule.size());
    this.workNanos = new AtomicLongArray(schedule.size());
  }

  /** The schedule begins. */
  void begin(long nanos) {
    beganNanos = nanos;
  }

  /**
   * One has arrived; what arrives again is not looked at.
   *
   * @param work of the time that it took, what was of use
   */
  void arrive(int index, long nanos, long work) {
    workNanos.set(index, work);
    if (arrivedNanos.compareAndSet(index, 0, nanos)) {
      arrived.incrementAndGet();
    }
  }

  /**
   * Waits until all have arrived.
   *
   * @param check throws where they will not
   */
  void awaitAll(Runnable check) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (arrived.get() < schedule.size()) {
      check.run();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d records did not come out"
                .formatted(schedule.size() - arrived.get(), schedule.size()));
      }
      TimeUnit.MILLISECONDS.sleep(5); // The reader counts; nothing hangs on when this sees it.
    }
  }

  /** From when it was due until it had arrived. */
  long nanos(int index) {
    return arrivedNanos.get(index) - beganNanos - schedule.due(index);
  }

  /** The same less the work that was of use. */
  long nanosLessWork(int index) {
    return nanos(index) - workNanos.get(index);
  }
}
