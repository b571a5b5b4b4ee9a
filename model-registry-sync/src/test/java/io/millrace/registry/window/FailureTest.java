package io.millrace.registry.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.window.Glance.By;
import io.millrace.schemas.DeadLetter;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

  @ParameterizedTest
  @ValueSource(strings = {"NAN_OUTPUT", "MODEL_FAILED", "OUT_OF_MEMORY", "OUTPUT_TOO_LARGE"})
  void theVersionsOwnFaultsCount(String code) {
    assertThat(Failure.read(Said.failed(9, code, 2, Arm.CANARY)))
        .isEqualTo(
            new Failure(9, new By(Scene.MODEL, 2, Arm.CANARY, -1), code.equals("NAN_OUTPUT")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CORRUPT", "NOT_IMAGE", "TOO_LARGE", "NO_MODEL", ""})
  void theImagesFaultsDoNot(String code) {
    assertThat(Failure.read(Said.failed(9, code, 1, null))).isNull();
  }

  @Test
  void withoutAnArmItIsTheVersionInService() {
    assertThat(Failure.read(Said.failed(9, "NAN_OUTPUT", 1, null)))
        .isEqualTo(new Failure(9, new By(Scene.MODEL, 1, Arm.STABLE, -1), true));
  }

  @Test
  void headersThatAnybodyWroteSayNothing() {
    Headers odd = Said.failed(9, "NAN_OUTPUT", 1, null);
    Said.add(odd, DeadLetter.VERSION, "99999999999999999999");

    assertThat(Failure.read(odd)).isNull();
    assertThat(Failure.read(new RecordHeaders())).isNull();
    assertThat(Failure.read(new RecordHeaders().add(DeadLetter.CODE, null))).isNull();
  }
}
