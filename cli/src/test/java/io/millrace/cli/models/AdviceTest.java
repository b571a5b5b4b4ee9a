package io.millrace.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.Records;
import io.millrace.registry.decision.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceTest {

  private static ModelEvent refused(String code) {
    return new ModelEvent(
        "garments",
        13L,
        Records.START,
        EventKind.REFUSED,
        7L,
        "command",
        "bob",
        code + ": why.",
        Map.of("code", code));
  }

  @Test
  void whoWasTooLateLearnsWhoWasFasterAndWhatIsTrueNow() {
    List<ModelEvent> history =
        List.of(
            Records.event(12, EventKind.STABLE, 6L, "carol", "promoted"),
            Records.event(13, EventKind.STAGING, 7L, "alice", "staged"),
            refused("STALE_SEQUENCE"));
    assertThat(Advice.reasonWithAdvice(refused("STALE_SEQUENCE"), history))
        .isEqualTo(
            "STALE_SEQUENCE: why. The last change, by alice: STAGING of version 7. See: millrace"
                + " models show garments   If you still want it: --expected-sequence 13");
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalIsOneLineThatBeginsWithTheReason(Refusal code) {
    assertThat(Advice.reasonWithAdvice(refused(code.name()), List.of()))
        .startsWith(code + ": why.")
        .doesNotContain("\n");
  }

  @Test
  void aCodeOfALaterReleaseIsShownAsItIs() {
    assertThat(Advice.reasonWithAdvice(refused("NEWER"), List.of())).isEqualTo("NEWER: why.");
  }

  @Test
  void aRejectionSaysWhereTheFiguresAre() {
    ModelEvent rejected =
        Records.event(14, EventKind.REJECTED, 7L, "sync", "LABELS on host a: no.");
    assertThat(Advice.reasonWithAdvice(rejected, List.of()))
        .startsWith("LABELS on host a: no. ")
        .contains("millrace models history garments --version 7", "under a new number");
  }
}
