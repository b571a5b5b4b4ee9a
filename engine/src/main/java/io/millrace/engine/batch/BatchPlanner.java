package io.millrace.engine.batch;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;

/**
 * Decides when an open batch closes. It is asked only while the device is free: while it is busy
 * images accumulate, and that is the adaptivity.
 *
 * <p>With {@code k} images waiting, {@code g} the smoothed arrival gap and {@code S(b) = alpha * b
 * + tau0} the learned time of a run, a batch closes when one of these holds:
 *
 * <ol>
 *   <li>SIZE: {@code k} reaches the cap;
 *   <li>DEADLINE: the age of the oldest reaches {@code target - S(k+1) - margin}. Where {@code
 *       S(k)} no longer fits before the target the rule is silent: hurrying cannot save that image,
 *       and small batches would only lengthen the queue behind it;
 *   <li>IDLE: waiting for one more does not pay, {@code (k+1) * g + k * alpha >= tau0} (one-step
 *       optimal stopping, the monotone case of Chow and Robbins), or the burst is over, the newest
 *       being older than {@code 3 * g}.
 * </ol>
 *
 * <p>The cap is the most that the model and the options allow. Planning it by simulation on the
 * learned curve is not done here yet.
 */
public final class BatchPlanner {

  private static final double BURST_OVER = 3;

  private final int cap;
  private final long targetNanos;
  private final ServiceTimeFit fit;
  private final ArrivalGap gap = new ArrivalGap();

  public BatchPlanner(int cap, long latencyTargetNanos, ServiceTimeFit fit) {
    this.cap = cap;
    this.targetNanos = latencyTargetNanos;
    this.fit = fit;
  }

  public int cap() {
    return cap;
  }

  public ServiceTimeFit fit() {
    return fit;
  }

  public void arrived(long now) {
    gap.arrived(now);
  }

  /** Whether rule DEADLINE holds, also while images are left to decode. */
  public boolean hurried(OpenBatch batch, long now) {
    double age = (double) (now - batch.oldest());
    return age >= latestAge(batch) && age + fit.predict(batch.size()) <= (double) targetNanos;
  }

  /** The plan for a batch to which nothing can be added at once. */
  public Plan plan(OpenBatch batch, long now) {
    int k = batch.size();
    if (k >= cap) {
      return new Close(CloseReason.SIZE);
    }
    if (hurried(batch, now)) {
      return new Close(CloseReason.DEADLINE);
    }
    double g = gap.nanos();
    long burstOver = batch.newest() + (long) Math.min(BURST_OVER * g, (double) targetNanos);
    if ((k + 1) * g + k * fit.alpha() >= fit.tau0() || now >= burstOver) {
      return new Close(CloseReason.IDLE);
    }
    long deadline = batch.oldest() + (long) latestAge(batch);
    return new Wait(deadline > now ? Math.min(burstOver, deadline) : burstOver);
  }

  private double latestAge(OpenBatch batch) {
    return (double) targetNanos - fit.predict(batch.size() + 1) - fit.margin();
  }
}
