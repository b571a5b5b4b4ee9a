package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.failed;
import static io.millrace.registry.decision.Scene.hostAt;
import static io.millrace.registry.decision.Scene.loading;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static io.millrace.registry.decision.Scene.rollback;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.Promotion;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.WindowStats.Against;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrialRuleTest {

  private static final Guard NAN = Trials.guard(GuardMetric.NAN_RATE, 0.01, 2);

  private final Scene scene = new Scene();

  @BeforeEach
  void versionOneServesAndTwoIsKnown() {
    scene.serve(1);
    scene.ask(publish(2));
  }

  @Test
  void aCanaryTakesItsFirstShareWhenEveryHostIsReady() {
    ModelCommand command = Scene.command(Trials.canary(2).stickyBy(ArmKey.SOURCE).action());
    ModelEvent staging = scene.ask(command);
    assertThat(staging.getEvidence())
        .containsEntry("mode", "CANARY")
        .containsEntry("promote", "AUTO")
        .containsEntry("ramp", "100; 1000");
    long asked = scene.known().getSequence();
    assertThat(scene.known().getRollout().getStagedSequence()).isEqualTo(asked);
    assertThat(scene.known().getRollout().getStep()).isEqualTo(-1);

    List<ModelEvent> events = scene.report(hostAt("a", asked, ready(2)));

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.CANARY);
              assertThat(event.getEvidence()).containsEntry("permille", "100");
            });
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(100);
    assertThat(scene.known().getCandidate().getSalt()).isEqualTo(command.getId().toString());
    assertThat(scene.known().getCandidate().getStickyBy()).isEqualTo(ArmKey.SOURCE);
    assertThat(scene.known().getRollout().getStep()).isZero();
  }

  @Test
  void theShareGrowsWhenAStepIsOverAndTheSaltStays() {
    scene.tryOut(Trials.canary(3));
    String salt = scene.known().getCandidate().getSalt();

    assertThat(scene.pass(Trials.STEP.minusSeconds(2))).isEmpty();
    assertThat(scene.pass(Duration.ofSeconds(2)))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.CANARY);
              assertThat(event.getEvidence()).containsEntry("permille", "1000");
            });

    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(1000);
    assertThat(scene.known().getCandidate().getSalt()).isEqualTo(salt);
    assertThat(scene.pass(Trials.STEP.minusSeconds(2))).as("the next step is as long").isEmpty();
  }

  @Test
  void timeThatWasMissedTakesOneStepAndNotSeveral() {
    scene.tryOut(RolloutPlan.canary(3, 10, 100, 500).every(Trials.STEP));

    scene.pass(Trials.STEP.multipliedBy(20));
    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(100);
    assertThat(scene.pass(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void aClockThatIsSetBackOnlyMakesAStepLonger() {
    scene.tryOut(Trials.canary(3));

    assertThat(scene.pass(Duration.ofHours(-1))).isEmpty();
    assertThat(scene.pass(Duration.ofHours(1))).isEmpty();
    assertThat(scene.pass(Trials.STEP)).hasSize(1);
  }

  @Test
  void withoutGuardsTheVersionIsPromotedWhenTheLastStepIsOver() {
    scene.tryOut(Trials.canary(3));
    scene.pass(Trials.STEP);

    assertThat(kinds(scene.pass(Trials.STEP))).containsExactly(EventKind.STABLE);

    assertThat(scene.known().getStable()).isEqualTo(3);
    assertThat(scene.known().getPrevious()).isEqualTo(1);
    assertThat(scene.known().getCandidate()).isNull();
    assertThat(scene.known().getRollout()).isNull();
    assertThat(scene.status(1)).isEqualTo(VersionStatus.READY);
  }

  @Test
  void withoutEvidenceTheVersionNeitherTakesEverythingNorIsPromotedAndThatIsSaidOnce() {
    scene.tryOut(Trials.canary(3, NAN));

    assertThat(scene.pass(Trials.STEP))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.CANARY);
              assertThat(event.getReason()).contains("NAN_RATE", "samples");
              assertThat(event.getEvidence()).containsEntry("permille", "100");
            });
    assertThat(scene.pass(Duration.ofHours(5))).isEmpty();
    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(100);

    scene.window(Arm.CANARY, Trials.nan(3, 100, 0), Against.NOTHING);
    assertThat(kinds(scene.pass(Duration.ofSeconds(1)))).containsExactly(EventKind.CANARY);
    assertThat(kinds(scene.pass(Trials.STEP))).containsExactly(EventKind.STABLE);
  }

  @Test
  void aBreachInTheLastWindowHoldsThePromotionBackUntilTheNextWindowDecides() {
    scene.tryOut(Trials.canary(3, NAN));
    scene.window(Arm.CANARY, Trials.nan(3, 100, 50), Against.NOTHING);

    assertThat(kinds(scene.pass(Trials.STEP))).containsExactly(EventKind.CANARY);
    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(100);

    scene.window(Arm.CANARY, Trials.nan(3, 100, 0), Against.NOTHING);
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.known().getCandidate().getPermille()).isEqualTo(1000);
  }

  @Test
  void aTrialThatAnOperatorIsToPromoteStaysUntilThen() {
    scene.tryOut(RolloutPlan.canary(3, 100).every(Trials.STEP));

    assertThat(scene.pass(Duration.ofDays(3))).isEmpty();
    ModelEvent event = scene.ask(new PromoteVersion(3L));

    assertThat(event.getKind()).isEqualTo(EventKind.STABLE);
    assertThat(event.getActor()).isEqualTo("alice");
    assertThat(scene.known().getStable()).isEqualTo(3);
  }

  @Test
  void aShadowIsPromotedByItselfWhereThatWasAsked() {
    Guard agreement = Trials.guard(GuardMetric.AGREEMENT, 0.9, 2);
    scene.tryOut(Trials.shadow(3, agreement).promoted(Promotion.AUTO));
    assertThat(scene.status(3)).isEqualTo(VersionStatus.SHADOW);
    assertThat(scene.known().getCandidate().getArm()).isEqualTo(Arm.SHADOW);

    scene.window(Arm.SHADOW, Trials.nan(3, 1_000, 0), new Against(null, 1_000, 950));

    assertThat(kinds(scene.pass(Trials.STEP))).containsExactly(EventKind.STABLE);
  }

  @Test
  void stagingThatTakesTooLongIsGivenUpAndTheEventNamesWhoIsNotReady() {
    scene.ask(Trials.canary(2).stagedWithin(Duration.ofMinutes(1)).action());
    long asked = scene.known().getSequence();
    var a = hostAt("a", asked, ready(2));
    var b = hostAt("b", asked, loading(2));
    var c = hostAt("c", asked - 1, ready(2));
    var d = hostAt("d", asked);
    var e = hostAt("e", asked, Scene.ready(2, Scene.digest(99)));
    scene.pass(Duration.ofSeconds(50));
    assertThat(scene.report(a, b, c, d, e)).isEmpty();

    scene.pass(Duration.ofSeconds(10));
    List<ModelEvent> events = scene.report(a, b, c, d, e);

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getReason())
                  .startsWith("TIMEOUT: after 60 s, 4 of 5 live hosts are not ready")
                  .contains("b (LOADING)", "c (has not taken the order in)", "d (has not begun)")
                  .contains("e (has other bytes under this number)")
                  .doesNotContain("a (");
              assertThat(event.getEvidence())
                  .containsEntry("code", "TIMEOUT")
                  .containsEntry("host.b.state", "LOADING");
            });
    assertThat(scene.status(2)).isEqualTo(VersionStatus.PUBLISHED);
    assertThat(scene.version(2).getReason()).startsWith("TIMEOUT");
    assertThat(scene.known().getRollout()).isNull();
    assertThat(scene.ask(Scene.allAtOnce(2)).getKind())
        .as("nothing says that the version is bad")
        .isEqualTo(EventKind.STAGING);
  }

  @Test
  void whatAHostSaidOfAnEarlierAttemptDoesNotCount() {
    scene.ask(Scene.allAtOnce(2));
    long first = scene.known().getSequence();
    scene.ask(rollback(null));
    scene.ask(Scene.allAtOnce(2));
    long second = scene.known().getSequence();

    assertThat(scene.report(hostAt("a", first, ready(2)))).isEmpty();
    assertThat(scene.report(hostAt("a", first, failed(2, "WARMUP", "no memory")))).isEmpty();
    assertThat(scene.report(hostAt("a", second - 1, ready(2)))).isEmpty();
    assertThat(kinds(scene.report(hostAt("a", second, ready(2)))))
        .containsExactly(EventKind.STABLE);
  }

  @Test
  void aHostThatJoinsDuringATrialAndRefusesTheVersionEndsIt() {
    scene.tryOut(Trials.canary(3));
    long now = scene.known().getSequence();
    assertThat(scene.report(hostAt("late", now, loading(3)))).isEmpty();

    var failed = hostAt("late", now, failed(3, "WARMUP", "no memory"));
    assertThat(kinds(scene.report(failed))).containsExactly(EventKind.REJECTED);

    assertThat(scene.known().getCandidate()).isNull();
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.status(3)).isEqualTo(VersionStatus.REJECTED);
  }

  @Test
  void aRolloutDuringATrialIsRefused() {
    scene.tryOut(Trials.canary(3));

    ModelEvent event = scene.ask(Scene.allAtOnce(2));

    assertThat(event.getEvidence()).containsEntry("code", "ON_TRIAL");
    assertThat(event.getReason()).contains("Version 3 is on trial");
    scene.ask(rollback(null));
    assertThat(scene.ask(Scene.allAtOnce(2)).getKind()).isEqualTo(EventKind.STAGING);
  }

  @Test
  void rollingATrialBackLeavesTheVersionInServiceAlone() {
    scene.tryOut(Trials.canary(3));

    assertThat(scene.ask(rollback(7L)).getEvidence()).containsEntry("code", "OTHER_PREVIOUS");
    ModelEvent event = scene.ask(rollback(1L));

    assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
    assertThat(event.getVersion()).isEqualTo(3);
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getCandidate()).isNull();
    assertThat(scene.known().getRollout()).isNull();
  }

  @Test
  void publishingAndRetiringOthersLeaveATrialAlone() {
    scene.tryOut(Trials.canary(3, NAN));
    var candidate = scene.known().getCandidate();
    var rollout = scene.known().getRollout();

    scene.ask(publish(4));
    scene.ask(Scene.retire(2));

    assertThat(scene.known().getCandidate()).isEqualTo(candidate);
    assertThat(scene.known().getRollout()).isEqualTo(rollout);
  }

  @Test
  void withoutAVersionInServiceThereIsNothingToTryOneBeside() {
    Scene fresh = new Scene();
    fresh.ask(publish(1));

    assertThat(fresh.ask(Trials.canary(1).action()).getEvidence())
        .containsEntry("code", "NO_STABLE");
  }

  @Test
  void twoOperatorsAtOnceCannotOverruleEachOtherUnseen() {
    scene.tryOut(RolloutPlan.canary(3, 100));
    long seen = scene.known().getSequence();

    assertThat(scene.ask(Scene.expecting(seen, rollback(null))).getKind())
        .isEqualTo(EventKind.ROLLED_BACK);
    assertThat(scene.ask(Scene.expecting(seen, new PromoteVersion(3L))).getEvidence())
        .containsEntry("code", "STALE_SEQUENCE");
    assertThat(scene.ask(Scene.expecting(-1, new PromoteVersion(3L))).getEvidence())
        .containsEntry("code", "SEQ_RANGE");
  }

  private static List<EventKind> kinds(List<ModelEvent> events) {
    return events.stream().map(ModelEvent::getKind).toList();
  }
}
