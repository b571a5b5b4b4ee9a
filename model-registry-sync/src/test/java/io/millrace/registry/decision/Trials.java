package io.millrace.registry.decision;

import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Promotion;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.WindowStats.Against;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans of trials, and what windows say of them. */
public final class Trials {

  public static final Duration STEP = Duration.ofMinutes(5);

  private Trials() {}

  /** A tenth, then all, then promoted by itself. */
  public static RolloutPlan canary(long version, Guard... guards) {
    RolloutPlan plan = RolloutPlan.canary(version, 100, 1000).promoted(Promotion.AUTO).every(STEP);
    for (Guard guard : guards) {
      plan = plan.guardedBy(guard);
    }
    return plan;
  }

  public static RolloutPlan shadow(long version, Guard... guards) {
    RolloutPlan plan = RolloutPlan.shadow(version, 1000).every(STEP);
    for (Guard guard : guards) {
      plan = plan.guardedBy(guard);
    }
    return plan;
  }

  public static Guard guard(GuardMetric metric, double limit, int windows) {
    return new Guard(metric, limit, Scene.WINDOW.toMillis(), 100L, windows);
  }

  /** Of so many images, so many ended as NAN_OUTPUT. */
  public static ArmStats nan(long version, long samples, long nan) {
    return new ArmStats(version, samples, nan, nan, scores(1_000, 0.9, Map.of("shoe", samples)));
  }

  static ArmStats failing(long version, long samples, long failures) {
    return new ArmStats(version, samples, failures, 0, ArmStats.Scores.NONE);
  }

  static ArmStats good(long version, ArmStats.Scores scores) {
    return new ArmStats(version, 1_000, 0, 0, scores);
  }

  static ArmStats.Scores scores(double p99, double first, Map<String, Long> labels) {
    return new ArmStats.Scores(p99, first, labels);
  }

  static Against against(@Nullable ArmStats stable) {
    return new Against(stable, 0, 0);
  }
}
