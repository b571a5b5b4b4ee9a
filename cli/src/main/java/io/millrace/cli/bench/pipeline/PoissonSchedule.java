package io.millrace.cli.bench.pipeline;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * When each of a series of things is due, whatever became of the earlier ones: gaps are
 * exponential, and the same for the same seed.
 */
public final class PoissonSchedule {

  private final long[] dueNanos;

  public PoissonSchedule(long seed, double perSecond, int count) {
    Random random = new Random(seed);
    dueNanos = new long[count];
    double at = 0;
    for (int i = 0; i < count; i++) {
      at += -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
      dueNanos[i] = (long) at;
    }
  }

  public int size() {
    return dueNanos.length;
  }

  /** Nanoseconds from the begin. */
  public long due(int index) {
    return dueNanos[index];
  }

  /** Waits until one is due; returns at once where it is late already. */
  public void await(int index, long beganNanos) {
    for (long left = left(index, beganNanos); left > 0; left = left(index, beganNanos)) {
      LockSupport.parkNanos(this, left);
    }
  }

  private long left(int index, long beganNanos) {
    return beganNanos + dueNanos[index] - System.nanoTime();
  }
}
