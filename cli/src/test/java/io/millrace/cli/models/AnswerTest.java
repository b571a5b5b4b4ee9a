package io.millrace.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.models.Follower.Patience;
import io.millrace.cli.registry.Records;
import io.millrace.registry.client.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final UUID ID = new UUID(0, 7);
  private static final Duration WAITED = Duration.ofSeconds(90);

  private static ModelEvent event(EventKind kind) {
    return Records.event(3, kind, 7L, "alice", "because.");
  }

  @Test
  void whatIsTrueNowIsSaidInOneSentence() {
    assertThat(Answer.text(event(EventKind.STABLE))).isEqualTo("garments:7 is in service.");
    assertThat(Answer.text(event(EventKind.ROLLED_BACK))).isEqualTo("garments:7 is rolled back.");
    assertThat(Answer.text(event(EventKind.RETIRED))).isEqualTo("garments:7 is retired.");
    assertThat(Answer.text(event(EventKind.PUBLISHED)))
        .isEqualTo(
            "garments:7 is published. Put it in service: millrace models rollout garments 7");
  }

  @Test
  void aTrialSaysHowItEnds() {
    var canary =
        new ModelEvent(
            "garments",
            3L,
            Records.START,
            EventKind.CANARY,
            7L,
            null,
            "sync",
            "because.",
            Map.of("permille", "25"));
    assertThat(Answer.text(canary).lines())
        .containsExactly(
            "garments:7 is a canary with 2.5% of the images.",
            "Promote it: millrace models promote garments 7   Give it up: millrace models rollback"
                + " garments");
  }

  @Test
  void onlyWhatIsDonePasses() {
    assertThatCode(() -> Answer.judge(new Outcome.Done(event(EventKind.STABLE)), List.of(), WAITED))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> Answer.judge(new Outcome.NotDone(event(EventKind.REJECTED)), List.of(), WAITED))
        .hasMessageStartingWith("because.");
    assertThatThrownBy(
            () -> Answer.judge(new Outcome.Pending(event(EventKind.STAGING)), List.of(), WAITED))
        .hasMessageContaining("1m 30s", "goes on", "millrace models watch garments");
    assertThatThrownBy(() -> Answer.judge(new Outcome.Pending(null), List.of(), WAITED))
        .hasMessageContaining("is it running?");
  }

  @Test
  void programsLearnTheOutcomeByAWord() {
    assertThat(Answer.sent(ID))
        .hasToString(
            "{\"command\":\"00000000-0000-0000-0000-000000000007\",\"outcome\":\"SENT\",\"event\":null}");
    assertThat(outcome(new Outcome.Done(event(EventKind.STABLE)))).isEqualTo("DONE");
    assertThat(outcome(new Outcome.NotDone(event(EventKind.REFUSED)))).isEqualTo("REFUSED");
    assertThat(outcome(new Outcome.NotDone(event(EventKind.ROLLED_BACK)))).isEqualTo("ROLLED_BACK");
    assertThat(outcome(new Outcome.Pending(null))).isEqualTo("PENDING");
  }

  private static String outcome(Outcome outcome) {
    return Answer.json(ID, outcome).get("outcome").asText();
  }

  @Test
  void aRolloutMayLastButItsFirstAnswerMayNot() {
    var patience = new Patience(Duration.ofSeconds(60), Patience.ENDLESS);
    assertThat(patience.of(new Outcome.Pending(null))).hasSeconds(60);
    assertThat(patience.of(new Outcome.Pending(event(EventKind.STAGING))))
        .isEqualTo(Patience.ENDLESS);
    var hasty = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(5));
    assertThat(hasty.of(new Outcome.Pending(null))).hasSeconds(5);
  }
}
