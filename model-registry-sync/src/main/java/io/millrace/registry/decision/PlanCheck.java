package io.millrace.registry.decision;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.schemas.ArmHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a rollout is one that could be carried out, whatever the model. */
public final class PlanCheck {

  private static final int MAX_STEPS = 100;
  private static final int MAX_GUARDS = 20;
  private static final int MAX_WINDOWS = 100;
  private static final long SECOND = Duration.ofSeconds(1).toMillis();
  private static final long MAX_STEP = Duration.ofDays(30).toMillis();
  private static final long MAX_STAGING = Duration.ofDays(1).toMillis();
  private static final long MAX_WINDOW = Duration.ofHours(1).toMillis();

  /** What is wrong, in one sentence. */
  public record Problem(Refusal code, String text) {}

  private final RolloutVersion plan;
  private final List<Problem> problems = new ArrayList<>();

  private PlanCheck(RolloutVersion plan) {
    this.plan = plan;
  }

  /** Every problem; none if the plan is good. */
  public static List<Problem> check(RolloutVersion plan) {
    PlanCheck check = new PlanCheck(plan);
    check.modes();
    check.times();
    switch (plan.getMode()) {
      case ALL_AT_ONCE -> check.allAtOnce();
      case CANARY -> check.canary();
      case SHADOW -> check.shadow();
      case UNKNOWN -> {}
    }
    check.guards();
    return List.copyOf(check.problems);
  }

  private void modes() {
    require(plan.getMode() != RolloutMode.UNKNOWN, Refusal.MODE, "The mode is not known here.");
    require(plan.getStickyBy() != ArmKey.UNKNOWN, Refusal.MODE, "stickyBy is not known here.");
    require(plan.getPromote() != Promotion.UNKNOWN, Refusal.MODE, "promote is not known here.");
  }

  private void times() {
    require(
        isIn(plan.getStepMillis(), SECOND, MAX_STEP),
        Refusal.TIMING,
        "A step lasts 1 s to 30 days, not %d ms.".formatted(plan.getStepMillis()));
    Long timeout = plan.getStagingTimeoutMillis();
    require(
        timeout == null || isIn(timeout, SECOND, MAX_STAGING),
        Refusal.TIMING,
        "The staging timeout is 1 s to 24 hours, not %s ms.".formatted(timeout));
  }

  private void allAtOnce() {
    require(
        plan.getRamp().isEmpty(), Refusal.RAMP, "All at once has no shares; a canary has them.");
    require(
        plan.getGuards().isEmpty(),
        Refusal.GUARD,
        "Guards watch a canary or a shadow; all at once has none.");
  }

  private void canary() {
    List<Integer> ramp = plan.getRamp();
    require(
        !ramp.isEmpty() && ramp.size() <= MAX_STEPS,
        Refusal.RAMP,
        "A canary has 1 to %d shares, not %d.".formatted(MAX_STEPS, ramp.size()));
    int before = 0;
    for (int share : ramp) {
      if (share <= before || share > ArmHash.BUCKETS) {
        require(
            false,
            Refusal.RAMP,
            "Shares grow and are 1 to 1000 permille; %d cannot follow %d."
                .formatted(share, before));
        return; // one wrong share is enough to say, of how many there may be
      }
      before = share;
    }
    require(
        plan.getPromote() != Promotion.AUTO || before == ArmHash.BUCKETS,
        Refusal.RAMP,
        "With automatic promotion the last share is 1000 permille, not %d.".formatted(before));
  }

  private void shadow() {
    List<Integer> ramp = plan.getRamp();
    require(
        ramp.isEmpty() || (ramp.size() == 1 && isIn(ramp.get(0), 1, ArmHash.BUCKETS)),
        Refusal.RAMP,
        "A shadow has one share of 1 to 1000 permille, not %s.".formatted(brief(ramp)));
  }

  private void guards() {
    List<Guard> guards = plan.getGuards();
    require(
        guards.size() <= MAX_GUARDS,
        Refusal.GUARD,
        "A rollout has at most %d guards, not %d.".formatted(MAX_GUARDS, guards.size()));
    guards.stream().limit(MAX_GUARDS).forEach(this::guard);
  }

  private void guard(Guard guard) {
    GuardMetric metric = guard.getMetric();
    if (metric == GuardMetric.UNKNOWN) {
      require(false, Refusal.GUARD, "A guard's metric is not known here.");
      return;
    }
    require(
        isPossible(metric, guard.getLimit()),
        Refusal.GUARD,
        "%s cannot have the limit %s.".formatted(metric, guard.getLimit()));
    require(
        isIn(guard.getWindowMillis(), SECOND, MAX_WINDOW)
            && isIn(guard.getWindows(), 1, MAX_WINDOWS)
            && guard.getMinSamples() >= 1,
        Refusal.GUARD,
        "%s needs windows of 1 s to 1 hour, 1 to %d of them, and at least 1 sample."
            .formatted(metric, MAX_WINDOWS));
    comparison(metric);
  }

  /** A guard that could never say anything would be a false comfort. */
  private void comparison(GuardMetric metric) {
    require(
        metric != GuardMetric.AGREEMENT || plan.getMode() == RolloutMode.SHADOW,
        Refusal.GUARD,
        "AGREEMENT compares two answers on one image; only a shadow has them.");
    boolean nothingLeft =
        plan.getMode() == RolloutMode.CANARY
            && !plan.getRamp().isEmpty()
            && plan.getRamp().get(0) >= ArmHash.BUCKETS;
    require(
        !nothingLeft || !Metrics.comparesWithStable(metric),
        Refusal.GUARD,
        "%s compares with stable, to which the first share leaves no image.".formatted(metric));
  }

  private static boolean isPossible(GuardMetric metric, double limit) {
    return switch (metric) {
      case FAILURE_RATE, NAN_RATE, CONFIDENCE_DROP -> limit >= 0 && limit < 1;
      case AGREEMENT -> limit > 0 && limit <= 1;
      case LATENCY_P99_RATIO -> limit > 0 && Double.isFinite(limit);
      case LABEL_PSI -> limit >= 0 && Double.isFinite(limit);
      case UNKNOWN -> false;
    };
  }

  private void require(boolean holds, Refusal code, String text) {
    Problem problem = new Problem(code, text);
    if (!holds && !problems.contains(problem)) {
      problems.add(problem);
    }
  }

  private static boolean isIn(long value, long least, long most) {
    return value >= least && value <= most;
  }

  private static String brief(List<Integer> ramp) {
    return ramp.size() <= MAX_STEPS ? ramp.toString() : ramp.size() + " of them";
  }
}
