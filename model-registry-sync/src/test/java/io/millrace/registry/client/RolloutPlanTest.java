package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {

  @Test
  void everyOptionIsInTheCommand() {
    Guard nan = RolloutPlan.guard(GuardMetric.NAN_RATE, 0.01);
    Guard psi = new Guard(GuardMetric.LABEL_PSI, 0.2, 60_000L, 500L, 3);

    RolloutVersion action =
        RolloutPlan.canary(7, 10, 250, 1000)
            .every(Duration.ofMinutes(2))
            .stagedWithin(Duration.ofMinutes(20))
            .stickyBy(ArmKey.SOURCE)
            .promoted(Promotion.AUTO)
            .guardedBy(nan)
            .guardedBy(psi)
            .action();

    assertThat(action)
        .isEqualTo(
            new RolloutVersion(
                7L,
                RolloutMode.CANARY,
                List.of(10, 250, 1000),
                120_000L,
                ArmKey.SOURCE,
                Promotion.AUTO,
                List.of(nan, psi),
                1_200_000L));
    assertThat(nan).isEqualTo(new Guard(GuardMetric.NAN_RATE, 0.01, 10_000L, 100L, 2));
  }

  @Test
  void aPlanIsNotChangedByItsOptions() {
    RolloutPlan plan = RolloutPlan.shadow(7, 100);
    RolloutVersion before = plan.action();

    plan.every(Duration.ofHours(1)).promoted(Promotion.AUTO);

    assertThat(plan.action()).isEqualTo(before);
  }

  @Test
  void whatWouldBeRefusedIsNotAskedAndEveryProblemIsNamed() {
    RolloutPlan plan = RolloutPlan.canary(7, 10, 5).every(Duration.ofMillis(3));

    assertThatThrownBy(plan::action)
        .isInstanceOf(RolloutPlan.InvalidPlanException.class)
        .hasMessageContaining("5 cannot follow 10")
        .hasMessageContaining("not 3 ms");
  }
}
