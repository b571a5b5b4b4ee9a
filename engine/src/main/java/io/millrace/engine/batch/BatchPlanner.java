package io.millrace.engine.batch;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;
import io.millrace.engine.batch.Tuning.Patience;
import org.jspecify.annotations.Nullable;

/**
 * The adaptive policy.
 *
 * <p>With {@code k} images waiting, {@code g} the smoothed arrival gap and {@code S(b) = alpha * b
 * + tau0} the learned time of a run, a batch closes when one of these holds:
 *
 * <ol>
 *   <li>SIZE: {@code k} reaches the cap;
 *   <li>DEADLINE: the age of the oldest reaches {@code target - S(k+1) - margin}. Where {@code
 *       S(k)} no longer fits before the target the rule is silent: hurrying cannot save that image,
 *       and small batches would only lengthen the queue behind it;
 *   <li>IDLE: waiting on a free device does not pay. By the tuning's patience that is at once; or
 *       when {@code (k+1) * g + k * alpha >= tau0} (one-step optimal stopping, the monotone case of
 *       Chow and Robbins); and in any case when the burst is over, the newest being older than
 *       {@code 3 * g}.
 * </ol>
 *
 * <p>Cap and patience are planned: every few seconds somebody hands {@link #observe} to a {@link
 * TuningSearch} and what it finds to {@link #adopt}. Until then the cap is the most that the model
 * allows and waiting is by optimal stopping.
 */
public final class BatchPlanner implements BatchPolicy {

  private static final double BURST_OVER = 3;
  private static final int GAPS_KEPT = 16_384;

  private final ServiceTime time;
  private final int servers;
  private final long targetNanos;
  private final ArrivalGap gap = new ArrivalGap();
  private final @Nullable Workload workload;
  private Tuning tuning;

  /** A planner that observes what happens, to be tuned. */
  public BatchPlanner(int cap, int servers, long latencyTargetNanos, ServiceTime time) {
    this(
        new Tuning(cap, Patience.PAYS, false),
        servers,
        latencyTargetNanos,
        time,
        new Workload(GAPS_KEPT, servers));
  }

  /** A planner whose tuning stays. */
  BatchPlanner(Tuning tuning, int servers, long latencyTargetNanos, ServiceTime time) {
    this(tuning, servers, latencyTargetNanos, time, null);
  }

  private BatchPlanner(
      Tuning tuning, int servers, long target, ServiceTime time, @Nullable Workload workload) {
    this.tuning = tuning;
    this.servers = servers;
    this.targetNanos = target;
    this.time = time;
    this.workload = workload;
  }

  @Override
  public int cap() {
    return tuning.cap();
  }

  public Tuning tuning() {
    return tuning;
  }

  public void adopt(Tuning better) {
    tuning = better;
  }

  @Override
  public int share(int waiting) {
    int all = tuning.spread() ? (waiting + servers - 1) / servers : waiting;
    return Math.min(all, tuning.cap());
  }

  @Override
  public void arrived(long now) {
    gap.arrived(now);
    if (workload != null) {
      workload.arrived(now);
    }
  }

  @Override
  public void ran(int images, long runNanos, long decodeNanos) {
    if (workload != null) {
      workload.ran(images, tuning.cap(), runNanos, decodeNanos);
    }
  }

  /**
   * A copy of what was seen, for planning; nothing later changes it.
   *
   * @param heldBack whether images would have come faster had there been room for them
   */
  public Observed observe(long now, boolean heldBack) {
    if (workload == null) {
      throw new IllegalStateException("a planner whose tuning stays observes nothing");
    }
    ServiceTime present = new ServiceTime.Known(time.alpha(), time.tau0(), time.margin());
    return workload.observe(now, heldBack, present, targetNanos);
  }

  /** Rule DEADLINE, which holds also while images are left to add. */
  @Override
  public @Nullable CloseReason overdue(OpenBatch batch, long now) {
    long age = now - batch.oldest();
    boolean hurry =
        age >= latestAge(batch)
            && (double) age + time.predict(batch.size()) <= (double) targetNanos;
    return hurry ? CloseReason.DEADLINE : null;
  }

  @Override
  public Plan plan(OpenBatch batch, long now) {
    int k = batch.size();
    if (k >= tuning.cap()) {
      return new Close(CloseReason.SIZE);
    }
    CloseReason overdue = overdue(batch, now);
    if (overdue != null) {
      return new Close(overdue);
    }
    double g = gap.nanos();
    long burstOver = batch.newest() + (long) Math.min(BURST_OVER * g, (double) targetNanos);
    if (doesNotPay(k, g) || now >= burstOver) {
      return new Close(CloseReason.IDLE);
    }
    long deadline = batch.oldest() + latestAge(batch);
    return new Wait(deadline > now ? Math.min(burstOver, deadline) : burstOver);
  }

  private boolean doesNotPay(int k, double g) {
    return switch (tuning.patience()) {
      case NONE -> true;
      case PAYS -> (k + 1) * g + k * time.alpha() >= time.tau0();
      case BURST -> BURST_OVER * g >= (double) targetNanos;
    };
  }

  private long latestAge(OpenBatch batch) {
    return targetNanos - Math.round(time.predict(batch.size() + 1) + time.margin());
  }
}
