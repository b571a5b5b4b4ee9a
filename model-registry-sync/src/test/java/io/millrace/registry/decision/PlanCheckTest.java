package io.millrace.registry.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.registry.decision.PlanCheck.Problem;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanCheckTest {

  private static final Guard NAN = guard(GuardMetric.NAN_RATE, 0.01);

  static Stream<Arguments> bad() {
    return Stream.of(
        bad(Refusal.MODE, "mode", plan(RolloutMode.UNKNOWN)),
        bad(Refusal.RAMP, "All at once", plan(RolloutMode.ALL_AT_ONCE, 100)),
        bad(Refusal.GUARD, "all at once has none", guarded(RolloutMode.ALL_AT_ONCE, NAN)),
        bad(Refusal.RAMP, "1 to 100 shares, not 0", plan(RolloutMode.CANARY)),
        bad(Refusal.RAMP, "0 cannot follow 0", plan(RolloutMode.CANARY, 0)),
        bad(Refusal.RAMP, "1001 cannot follow 10", plan(RolloutMode.CANARY, 10, 1001)),
        bad(Refusal.RAMP, "10 cannot follow 10", plan(RolloutMode.CANARY, 10, 10)),
        bad(Refusal.RAMP, "-5 cannot follow 0", plan(RolloutMode.CANARY, -5, 10)),
        bad(Refusal.RAMP, "one share", plan(RolloutMode.SHADOW, 10, 20)),
        bad(Refusal.RAMP, "one share", plan(RolloutMode.SHADOW, 0)),
        bad(Refusal.RAMP, "one share", plan(RolloutMode.SHADOW, 1001)),
        bad(Refusal.RAMP, "last share is 1000", auto(10, 500)),
        bad(Refusal.GUARD, "NAN_RATE", canary(guard(GuardMetric.NAN_RATE, 1))),
        bad(Refusal.GUARD, "NAN_RATE", canary(guard(GuardMetric.NAN_RATE, Double.NaN))),
        bad(Refusal.GUARD, "FAILURE_RATE", canary(guard(GuardMetric.FAILURE_RATE, -0.1))),
        bad(Refusal.GUARD, "LATENCY", canary(guard(GuardMetric.LATENCY_P99_RATIO, 0))),
        bad(Refusal.GUARD, "LABEL_PSI", canary(guard(GuardMetric.LABEL_PSI, 1.0 / 0))),
        bad(Refusal.GUARD, "only a shadow", canary(guard(GuardMetric.AGREEMENT, 0.9))),
        bad(Refusal.GUARD, "AGREEMENT", shadow(guard(GuardMetric.AGREEMENT, 1.1))),
        bad(Refusal.GUARD, "metric", canary(guard(GuardMetric.UNKNOWN, 1))),
        bad(Refusal.GUARD, "windows", canary(new Guard(GuardMetric.NAN_RATE, 0.1, 999L, 1L, 1))),
        bad(Refusal.GUARD, "windows", canary(new Guard(GuardMetric.NAN_RATE, 0.1, 1000L, 0L, 1))),
        bad(Refusal.GUARD, "windows", canary(new Guard(GuardMetric.NAN_RATE, 0.1, 1000L, 1L, 0))),
        bad(Refusal.GUARD, "leaves no image", auto(guard(GuardMetric.LABEL_PSI, 0.2), 1000)),
        bad(Refusal.TIMING, "A step", timed(999, null)),
        bad(Refusal.TIMING, "A step", timed(Long.MAX_VALUE, null)),
        bad(Refusal.TIMING, "staging timeout", timed(60_000, 0L)),
        bad(Refusal.TIMING, "staging timeout", timed(60_000, Long.MAX_VALUE)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("bad")
  void whatCouldNotBeCarriedOutIsNamed(Refusal code, String text, RolloutVersion plan) {
    assertThat(PlanCheck.check(plan))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.text()).contains(text);
            });
  }

  @Test
  void goodPlansHaveNoProblem() {
    assertThat(
            Stream.of(
                plan(RolloutMode.ALL_AT_ONCE),
                plan(RolloutMode.CANARY, 1),
                auto(100, 1000),
                auto(NAN, 1000),
                plan(RolloutMode.SHADOW),
                plan(RolloutMode.SHADOW, 500),
                shadow(guard(GuardMetric.AGREEMENT, 0.95)),
                canary(guard(GuardMetric.LABEL_PSI, 0.2)),
                timed(1_000, 1_000L)))
        .allSatisfy(plan -> assertThat(PlanCheck.check(plan)).isEmpty());
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    RolloutVersion plan =
        new RolloutVersion(
            2L,
            RolloutMode.CANARY,
            List.of(),
            1L,
            ArmKey.UNKNOWN,
            Promotion.UNKNOWN,
            List.of(guard(GuardMetric.NAN_RATE, 7)),
            1L);

    assertThat(PlanCheck.check(plan))
        .extracting(Problem::code)
        .containsExactly(
            Refusal.MODE,
            Refusal.MODE,
            Refusal.TIMING,
            Refusal.TIMING,
            Refusal.RAMP,
            Refusal.GUARD);
  }

  @Test
  void aFloodOfSharesAndGuardsIsAnsweredInAFewSentences() {
    RolloutVersion plan =
        new RolloutVersion(
            2L,
            RolloutMode.CANARY,
            Collections.nCopies(200_000, 7),
            60_000L,
            ArmKey.IMAGE,
            Promotion.MANUAL,
            Collections.nCopies(50_000, guard(GuardMetric.NAN_RATE, 7)),
            null);

    assertThat(PlanCheck.check(plan)).hasSizeLessThan(6);
  }

  private static Arguments bad(Refusal code, String text, RolloutVersion plan) {
    return Arguments.of(code, text, plan);
  }

  private static Guard guard(GuardMetric metric, double limit) {
    return new Guard(metric, limit, 10_000L, 100L, 2);
  }

  private static RolloutVersion plan(RolloutMode mode, Integer... ramp) {
    return plan(mode, List.of(ramp), 60_000, Promotion.MANUAL, List.of(), null);
  }

  private static RolloutVersion guarded(RolloutMode mode, Guard guard, Integer... ramp) {
    return plan(mode, List.of(ramp), 60_000, Promotion.MANUAL, List.of(guard), null);
  }

  private static RolloutVersion canary(Guard guard) {
    return guarded(RolloutMode.CANARY, guard, 100);
  }

  private static RolloutVersion shadow(Guard guard) {
    return guarded(RolloutMode.SHADOW, guard);
  }

  private static RolloutVersion auto(Integer... ramp) {
    return plan(RolloutMode.CANARY, List.of(ramp), 60_000, Promotion.AUTO, List.of(), null);
  }

  private static RolloutVersion auto(Guard guard, Integer... ramp) {
    return plan(RolloutMode.CANARY, List.of(ramp), 60_000, Promotion.AUTO, List.of(guard), null);
  }

  private static RolloutVersion timed(long step, @Nullable Long stagingTimeout) {
    return plan(
        RolloutMode.CANARY, List.of(100), step, Promotion.MANUAL, List.of(), stagingTimeout);
  }

  private static RolloutVersion plan(
      RolloutMode mode,
      List<Integer> ramp,
      long step,
      Promotion promote,
      List<Guard> guards,
      @Nullable Long stagingTimeout) {
    return new RolloutVersion(2L, mode, ramp, step, ArmKey.IMAGE, promote, guards, stagingTimeout);
  }
}
