package io.millrace.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTextTest {

  private static final Instant LATE = Records.START.plusSeconds(1_000);

  private static String step(Rollout rollout, Instant now) {
    return RolloutText.step(
        new ModelState("garments", 1L, now, null, null, null, null, rollout, List.of()), now);
  }

  @Test
  void stagingSaysWhenItIsGivenUp() {
    assertThat(step(Records.rollout(-1, Promotion.AUTO), Records.START))
        .isEqualTo("staging, given up in 10m");
  }

  @Test
  void lastStepEndsByItselfOrWaitsForSomebody() {
    assertThat(step(Records.rollout(2, Promotion.AUTO), LATE)).endsWith(", promotion is due");
    assertThat(step(Records.rollout(2, Promotion.MANUAL), LATE))
        .endsWith(", waits for: millrace models promote");
  }

  @Test
  void stepThatWaitsForSamplesIsDue() {
    assertThat(step(Records.rollout(0, Promotion.MANUAL), LATE)).endsWith(", next step is due");
  }
}
