package io.millrace.registry.client;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.registry.decision.PlanCheck;
import io.millrace.registry.decision.PlanCheck.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a version shall be put in service. Immutable: each option gives a new plan.
 *
 * <pre>
 * RolloutPlan.canary(7, 10, 100, 1000)
 *     .every(Duration.ofMinutes(5))
 *     .guardedBy(RolloutPlan.guard(GuardMetric.NAN_RATE, 0.01))
 *     .promoted(Promotion.AUTO)
 * </pre>
 */
public final class RolloutPlan {

  private static final Duration STEP = Duration.ofMinutes(5);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final long MIN_SAMPLES = 100;
  private static final int WINDOWS = 2;

  /** A plan that could not be carried out; the message names every problem. */
  public static final class InvalidPlanException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidPlanException(List<Problem> problems) {
      super(String.join(" ", problems.stream().map(Problem::text).toList()));
    }
  }

  /** When what happens. */
  private record Pace(Duration step, @Nullable Duration stagingTimeout) {}

  /** How traffic moves. */
  private record Traffic(RolloutMode mode, List<Integer> ramp, ArmKey stickyBy) {}

  private final long version;
  private final Traffic traffic;
  private final Pace pace;
  private final Promotion promotion;
  private final List<Guard> guards;

  private RolloutPlan(
      long version, Traffic traffic, Pace pace, Promotion promotion, List<Guard> guards) {
    this.version = version;
    this.traffic = traffic;
    this.pace = pace;
    this.promotion = promotion;
    this.guards = List.copyOf(guards);
  }

  /** All traffic at once, as soon as every live host is ready. */
  public static RolloutPlan allAtOnce(long version) {
    return of(version, RolloutMode.ALL_AT_ONCE, List.of());
  }

  /**
   * A share of the images that grows by steps; the others stay with the version in service.
   *
   * @param permille the shares, growing, of which 1000 is all images
   */
  public static RolloutPlan canary(long version, Integer... permille) {
    return of(version, RolloutMode.CANARY, List.of(permille));
  }

  /**
   * Scores a share of the images too, while nobody relies on what it says.
   *
   * @param permille the share; 1000 is all images
   */
  public static RolloutPlan shadow(long version, int permille) {
    return of(version, RolloutMode.SHADOW, List.of(permille));
  }

  private static RolloutPlan of(long version, RolloutMode mode, List<Integer> ramp) {
    Traffic traffic = new Traffic(mode, ramp, ArmKey.IMAGE);
    return new RolloutPlan(version, traffic, new Pace(STEP, null), Promotion.MANUAL, List.of());
  }

  /** A guard that fires after two windows in a row of 10 s with at least 100 samples each. */
  public static Guard guard(GuardMetric metric, double limit) {
    return new Guard(metric, limit, WINDOW.toMillis(), MIN_SAMPLES, WINDOWS);
  }

  /** How long each step lasts at least, the last one before an automatic promotion too. */
  public RolloutPlan every(Duration step) {
    return with(new Pace(step, pace.stagingTimeout()));
  }

  /** When staging is given up; ten minutes where this is not called. */
  public RolloutPlan stagedWithin(Duration timeout) {
    return with(new Pace(pace.step(), timeout));
  }

  private RolloutPlan with(Pace changed) {
    return new RolloutPlan(version, traffic, changed, promotion, guards);
  }

  /** What decides whether an image is in the share: its id, or its source. */
  public RolloutPlan stickyBy(ArmKey key) {
    Traffic changed = new Traffic(traffic.mode(), traffic.ramp(), key);
    return new RolloutPlan(version, changed, pace, promotion, guards);
  }

  /** Who makes the version stable after the last step. */
  public RolloutPlan promoted(Promotion by) {
    return new RolloutPlan(version, traffic, pace, by, guards);
  }

  /** One guard more that rolls the version back. */
  public RolloutPlan guardedBy(Guard guard) {
    List<Guard> more = new ArrayList<>(guards);
    more.add(guard);
    return new RolloutPlan(version, traffic, pace, promotion, more);
  }

  /** The version that is to be put in service. */
  public long version() {
    return version;
  }

  /**
   * What is asked of model-registry-sync.
   *
   * @throws InvalidPlanException if it would be refused whatever the model
   */
  public RolloutVersion action() {
    Duration timeout = pace.stagingTimeout();
    RolloutVersion action =
        new RolloutVersion(
            version,
            traffic.mode(),
            traffic.ramp(),
            pace.step().toMillis(),
            traffic.stickyBy(),
            promotion,
            guards,
            timeout == null ? null : timeout.toMillis());
    List<Problem> problems = PlanCheck.check(action);
    if (!problems.isEmpty()) {
      throw new InvalidPlanException(problems);
    }
    return action;
  }
}
