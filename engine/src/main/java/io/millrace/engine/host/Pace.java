package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.batch.BatchPolicy;
import io.millrace.engine.batch.MemoryLimit;
import io.millrace.engine.batch.Observed;
import io.millrace.engine.batch.Replanner;
import io.millrace.engine.batch.ServiceTimeFit;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.batch.TuningSearch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lane learns from its runs, and what follows for its batches: how many images they hold and
 * when they close. Guarded by the dispatcher's lock but for {@link #plan}.
 */
final class Pace {

  private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

  private static final double WEIGHT = 1.0 / 16;

  private final ServedModel model;
  private final ServiceTimeFit fit;
  private final MemoryLimit memory;
  private final BatchPolicy policy;
  private final @Nullable Replanner replanner;
  private final int servers;
  private long lastRunEnded = Long.MIN_VALUE;
  private volatile double imageNanos;

  /**
   * What is known at the start.
   *
   * @param policy with a {@link BatchPlanner} it can be planned
   * @param servers devices that run batches side by side
   */
  Pace(LoadGate.Passed passed, BatchPolicy policy, int servers) {
    this.model = passed.model();
    this.fit = passed.fit();
    this.memory = passed.memory();
    this.policy = policy;
    this.servers = servers;
    this.replanner =
        policy instanceof BatchPlanner
            ? new Replanner(new TuningSearch(model.buckets(), servers))
            : null;
  }

  /** Time per image of all devices together, of late; 0: nothing has run. */
  double imageNanos() {
    return imageNanos;
  }

  ServiceTimeFit fit() {
    return fit;
  }

  BatchPolicy policy() {
    return policy;
  }

  /** The most images of a batch: what is planned, within what memory has room for. */
  int cap() {
    return Math.min(policy.cap(), memory.cap());
  }

  Tuning tuning() {
    return policy instanceof BatchPlanner planner
        ? planner.tuning()
        : new Tuning(policy.cap(), Tuning.Patience.NONE, false);
  }

  /**
   * Plans anew, on the thread that calls; the lock is held only to look and to adopt. True where
   * something has changed.
   *
   * @param heldBack whether callers would have submitted more had there been room
   */
  boolean plan(Dispatcher dispatcher, boolean heldBack) {
    if (replanner == null || !(policy instanceof BatchPlanner planner)) {
      return false;
    }
    Observed observed = dispatcher.locked(() -> planner.observe(System.nanoTime(), heldBack));
    Tuning before = planner.tuning();
    Tuning after = replanner.next(observed, before);
    if (after.equals(before)) {
      return false;
    }
    dispatcher.locked(() -> planner.adopt(after));
    LOG.debug("{} is tuned from {} to {}", model.id(), before, after);
    return true;
  }

  /** Learns from a run that has ended just now. */
  void ran(BatchRunner runner, long now) {
    if (runner.exhaustedAt() > 0) {
      memory.exhausted(runner.exhaustedAt(), now);
      LOG.warn("Memory is short: batches of {} hold at most {} images", model.id(), memory.cap());
    } else if (runner.runNanos() > 0) {
      memory.ran(runner.bucket(), now);
    }
    if (runner.runNanos() > 0) {
      long nanos = deviceNanos(runner, now);
      fit.add(runner.bucket(), nanos);
      // Where the devices are the workers, decoding uses their time too.
      long decodeNanos = model.runsSideBySide() ? runner.batch().decodeNanos() : 0;
      int images = runner.tickets().length;
      policy.ran(images, nanos, decodeNanos);
      double each = (double) (nanos + decodeNanos) / images / servers;
      double known = imageNanos;
      imageNanos = known + (known == 0 ? 1 : WEIGHT) * (each - known);
    }
    lastRunEnded = now;
  }

  /**
   * Where the workers are the devices, all that a batch takes of them. On a device of its own a run
   * may have waited for the one before it; that is not its time.
   */
  private long deviceNanos(BatchRunner runner, long now) {
    if (model.runsSideBySide()) {
      return runner.workerNanos();
    }
    if (lastRunEnded == Long.MIN_VALUE) {
      return runner.runNanos();
    }
    return Math.max(1, Math.min(runner.runNanos(), now - lastRunEnded));
  }
}
