package io.millrace.job.operator;

import io.millrace.engine.host.Caller;
import io.millrace.engine.host.Ticket;
import io.millrace.job.operator.Pending.Scoring;
import io.millrace.job.serving.Trial;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Images that a shadow scores along, in input order among themselves.
 *
 * <p>They stand outside of the operator's queue: no image and no barrier waits for one. While
 * images wait for room, and where the engine has none left for shadows, they are skipped; what is
 * under way when the task ends is gone. Both are counted.
 */
final class Shadows {

  private final Supplier<Caller> callers;
  private final int most;
  private final ArrayDeque<Scoring> underWay = new ArrayDeque<>();
  private final Counter skipped;
  private final Counter dropped;
  private @Nullable Caller caller;
  private boolean imagesWait;

  /**
   * None yet.
   *
   * @param callers makes a way into the engine for what nobody waits for; asked at the first image
   * @param most images that may be under way at once
   */
  Shadows(Supplier<Caller> callers, int most, MetricGroup metrics) {
    this.callers = callers;
    this.most = most;
    this.skipped = metrics.counter("millrace_shadow_skipped");
    this.dropped = metrics.counter("millrace_shadow_dropped");
    metrics.gauge("millrace_shadow_in_flight", underWay::size);
  }

  /** Whether images wait for room at this time: then there is none to spare. */
  void imagesWait(boolean doThey) {
    imagesWait = doThey;
  }

  /** Has the image of a primary scored along, if there is room. */
  void offer(Scoring primary, Trial trial) {
    if (caller == null) {
      caller = callers.get();
    }
    if (imagesWait || underWay.size() >= most || !caller.hasRoom()) {
      skipped.inc();
      return;
    }
    Ticket ticket = Intake.submit(caller, primary.envelope(), trial.scorer());
    if (ticket == null) {
      skipped.inc(); // the trial has just ended
      return;
    }
    underWay.add(
        new Scoring(primary.raw(), primary.envelope(), primary.route(), trial.scorer(), ticket));
  }

  /** The next that is through, in order; null where it is not yet. */
  @Nullable Scoring poll() {
    Scoring head = underWay.peek();
    return head == null || !head.isDone() ? null : underWay.remove();
  }

  /** One came to nothing, for no fault of its version. */
  void drop() {
    dropped.inc();
  }

  /** Gives up what is under way. */
  void close() {
    dropped.inc(underWay.size());
    underWay.clear();
    if (caller != null) {
      caller.close();
    }
  }
}
