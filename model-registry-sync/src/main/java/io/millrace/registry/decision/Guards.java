package io.millrace.registry.decision;

import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import java.util.List;

/** What is guarded where nobody has asked for a guard. */
public final class Guards {

  /** The version in service may fail by NAN_OUTPUT in one image of a hundred. */
  static final Guard IN_SERVICE =
      new Guard(GuardMetric.NAN_RATE, 0.01, Watch.IN_SERVICE.toMillis(), 100L, 2);

  /**
   * A version on trial may fail in one image of twenty. Fewer samples than in service, because a
   * trial has a share of the images only.
   */
  static final Guard UNLESS_ASKED =
      new Guard(GuardMetric.FAILURE_RATE, 0.05, Watch.IN_SERVICE.toMillis(), 20L, 2);

  private Guards() {}

  /** The guards of a trial: those that were asked for, or else the one that every trial has. */
  public static List<Guard> of(Rollout rollout) {
    boolean unasked = rollout.getGuards().isEmpty() && rollout.getMode() != RolloutMode.ALL_AT_ONCE;
    return unasked ? List.of(UNLESS_ASKED) : rollout.getGuards();
  }
}
