package io.millrace.registry.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.avro.Arm;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.registry.decision.WindowStats.Against;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final ArmStats.Scores SLOW =
      Trials.scores(3_000, 0.7, Map.of("shoe", 500L, "coat", 500L));
  private static final ArmStats.Scores FAST =
      Trials.scores(1_000, 0.9, Map.of("shoe", 500L, "coat", 500L));

  @Test
  void ratesAreSharesOfTheImagesThatTheVersionWasGiven() {
    assertThat(read(GuardMetric.FAILURE_RATE, Trials.failing(2, 200, 30), null)).isEqualTo(0.15);
    assertThat(read(GuardMetric.NAN_RATE, Trials.nan(2, 200, 30), null)).isEqualTo(0.15);
    assertThat(read(GuardMetric.NAN_RATE, Trials.failing(2, 200, 30), null)).isZero();
    assertThat(read(GuardMetric.NAN_RATE, Trials.nan(2, 99, 99), null)).isNull();
  }

  @Test
  void comparisonsAreWithStableInTheSameWindow() {
    ArmStats version = Trials.good(2, SLOW);
    ArmStats stable = Trials.good(1, FAST);

    assertThat(read(GuardMetric.LATENCY_P99_RATIO, version, stable)).isEqualTo(3.0);
    assertThat(read(GuardMetric.CONFIDENCE_DROP, version, stable)).isCloseTo(0.2, within(1e-9));
    assertThat(read(GuardMetric.LABEL_PSI, version, stable)).isZero();
    assertThat(read(GuardMetric.CONFIDENCE_DROP, stable, version))
        .as("a rise is no drop")
        .isCloseTo(-0.2, within(1e-9));
  }

  @Test
  void whatCannotBeComparedSaysNothing() {
    ArmStats version = Trials.good(2, SLOW);
    for (GuardMetric metric :
        new GuardMetric[] {
          GuardMetric.LATENCY_P99_RATIO, GuardMetric.CONFIDENCE_DROP, GuardMetric.LABEL_PSI
        }) {
      assertThat(read(metric, version, null)).isNull();
      assertThat(read(metric, version, Trials.good(1, ArmStats.Scores.NONE))).isNull();
      assertThat(read(metric, version, new ArmStats(1, 150, 60, 0, FAST)))
          .as("too few of stable's images were scored")
          .isNull();
      assertThat(read(metric, new ArmStats(2, 150, 60, 0, SLOW), Trials.good(1, FAST))).isNull();
    }
    ArmStats.Scores noTime = Trials.scores(0, 0.9, Map.of());
    assertThat(read(GuardMetric.LATENCY_P99_RATIO, version, Trials.good(1, noTime))).isNull();
  }

  @Test
  void agreementIsOfTheImagesThatBothScoredAndBreaksBelowItsLimit() {
    Guard guard = guard(GuardMetric.AGREEMENT, 0.9);

    assertThat(Metrics.read(guard, stats(Trials.nan(2, 500, 0), new Against(null, 200, 170))))
        .isEqualTo(0.85);
    assertThat(Metrics.read(guard, stats(Trials.nan(2, 500, 0), new Against(null, 99, 0))))
        .isNull();
    assertThat(Metrics.breaks(guard, 0.89)).isTrue();
    assertThat(Metrics.breaks(guard, 0.9)).isFalse();
    assertThat(Metrics.breaks(guard(GuardMetric.NAN_RATE, 0.01), 0.01)).isFalse();
    assertThat(Metrics.breaks(guard(GuardMetric.NAN_RATE, 0.01), 0.011)).isTrue();
  }

  @Test
  void theStabilityIndexOfTwoDistributionsIsThatOfTheFormula() {
    ArmStats.Scores version = Trials.scores(1, 1, Map.of("shoe", 90_000L, "coat", 10_000L));
    ArmStats.Scores stable = Trials.scores(1, 1, Map.of("shoe", 50_000L, "coat", 50_000L));

    // 0.4 ln(0.9 / 0.5) + (-0.4) ln(0.1 / 0.5), with samples so large that chance counts little.
    assertThat(psi(version, stable)).isCloseTo(0.8789, within(0.001));
  }

  @Test
  void aLabelThatOneVersionNeverGivesHasAFiniteWeight() {
    double index =
        psi(
            Trials.scores(1, 1, Map.of("shoe", 1_000L)),
            Trials.scores(1, 1, Map.of("coat", 1_000L)));

    assertThat(index).isFinite().isGreaterThan(5);
  }

  @Test
  void samplesOfOneDistributionSeldomBreakTheUsualBound() {
    Random random = new Random(7);
    int over = 0;
    for (int i = 0; i < 2_000; i++) {
      over += psi(draw(random, 300), draw(random, 300)) > 0.2 ? 1 : 0;
    }

    // Two such windows in a row, as guards ask by default, are then rarer than one in ten thousand.
    assertThat(over).isLessThan(20);
  }

  @Test
  void countsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new ArmStats(1, 10, 5, 6, ArmStats.Scores.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ArmStats(1, 4, 5, 0, ArmStats.Scores.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Against(null, 4, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ArmStats.Scores draw(Random random, int images) {
    Map<String, Long> labels = new HashMap<>();
    for (int i = 0; i < images; i++) {
      labels.merge("label " + random.nextInt(10), 1L, Long::sum);
    }
    return Trials.scores(1, 1, labels);
  }

  private static double psi(ArmStats.Scores version, ArmStats.Scores stable) {
    Double read =
        read(
            GuardMetric.LABEL_PSI,
            new ArmStats(2, 1_000_000, 0, 0, version),
            new ArmStats(1, 1_000_000, 0, 0, stable));
    if (read == null) {
      throw new AssertionError("There are enough samples.");
    }
    return read;
  }

  private static @Nullable Double read(
      GuardMetric metric, ArmStats version, @Nullable ArmStats stable) {
    return Metrics.read(guard(metric, 0.1), stats(version, Trials.against(stable)));
  }

  private static Guard guard(GuardMetric metric, double limit) {
    return Trials.guard(metric, limit, 1);
  }

  private static WindowStats stats(ArmStats version, Against against) {
    return new WindowStats(Scene.MODEL, Arm.CANARY, Scene.START, Scene.WINDOW, version, against);
  }
}
