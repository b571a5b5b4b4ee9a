package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.rollback;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.decision.WindowStats.Against;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardRuleTest {

  private static final Guard NAN = Trials.guard(GuardMetric.NAN_RATE, 0.01, 2);

  private final Scene scene = new Scene();

  @BeforeEach
  void versionOneServesAndTwoIsACanary() {
    scene.serve(1);
    scene.tryOut(Trials.canary(2, NAN));
  }

  @Test
  void enoughBrokenWindowsInARowRollTheVersionBackWithTheNumbers() {
    assertThat(canary(1_000, 50)).isEmpty();
    List<ModelEvent> events = canary(800, 16);

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getVersion()).isEqualTo(2);
              assertThat(event.getActor()).isEqualTo("model-registry-sync");
              assertThat(event.getReason()).contains("NAN_RATE", "0.02", "2 windows");
              assertThat(event.getEvidence())
                  .containsEntry("code", "GUARD")
                  .containsEntry("guard.metric", "NAN_RATE")
                  .containsEntry("guard.limit", "0.01000")
                  .containsEntry("window.1.value", "0.05000")
                  .containsEntry("window.1.samples", "1000")
                  .containsEntry("window.2.value", "0.02000")
                  .containsEntry("window.2.samples", "800")
                  .containsKey("window.2.start");
            });
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getCandidate()).isNull();
    assertThat(scene.status(2)).isEqualTo(VersionStatus.ROLLED_BACK);
    assertThat(scene.version(2).getReason()).contains("NAN_RATE");
  }

  @Test
  void aVersionThatAGuardRolledBackMayBeRolledOutAgainAndStartsAnew() {
    canary(1_000, 50);
    canary(1_000, 50);

    scene.ask(Trials.canary(2, NAN).action());
    scene.report();

    assertThat(scene.status(2)).isEqualTo(VersionStatus.CANARY);
    assertThat(canary(1_000, 50)).as("the old windows do not count").isEmpty();
    assertThat(canary(1_000, 50)).hasSize(1);
  }

  @Test
  void m13ATrialThatNobodyGuardsIsRolledBackWhenItFails() {
    unguarded();

    assertThat(canary(Trials.failing(2, 40, 2))).as("one in twenty may fail").isEmpty();
    assertThat(canary(Trials.nan(2, 40, 40))).as("a window").isEmpty();
    assertThat(canary(Trials.nan(2, 19, 19))).as("too few samples").isEmpty();
    assertThat(canary(Trials.nan(2, 40, 40)))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getReason()).startsWith("FAILURE_RATE was 1.000 (limit 0.05000)");
            });
    assertThat(scene.known().getCandidate()).isNull();
    assertThat(scene.known().getStable()).isEqualTo(1);
  }

  @Test
  void aGuardThatIsAskedForTakesThePlaceOfTheOneThatEveryTrialHas() {
    scene.ask(rollback(null));
    scene.ask(Trials.canary(2, Trials.guard(GuardMetric.FAILURE_RATE, 0.99, 2)).action());
    scene.report();

    assertThat(canary(Trials.failing(2, 1_000, 900))).isEmpty();
    assertThat(canary(Trials.failing(2, 1_000, 900))).isEmpty();
  }

  private void unguarded() {
    scene.ask(rollback(null));
    scene.ask(Trials.canary(2).action());
    scene.report();
  }

  private List<ModelEvent> canary(ArmStats stats) {
    return scene.window(Arm.CANARY, stats, Against.NOTHING);
  }

  @Test
  void aGoodWindowEndsTheRow() {
    canary(1_000, 50);
    canary(1_000, 10);
    assertThat(canary(1_000, 50)).isEmpty();
    assertThat(canary(1_000, 50)).hasSize(1);
  }

  @Test
  void aWindowWithTooFewSamplesNeitherContinuesTheRowNorEndsIt() {
    canary(1_000, 50);
    assertThat(canary(99, 99)).isEmpty();
    assertThat(canary(1_000, 50)).hasSize(1);
  }

  @Test
  void missingDataNeverFires() {
    for (int i = 0; i < 100; i++) {
      assertThat(canary(0, 0)).isEmpty();
    }
    assertThat(scene.status(2)).isEqualTo(VersionStatus.CANARY);
  }

  @Test
  void aWindowThatIsToldAgainCountsOnce() {
    var stats = stats(Arm.CANARY, scene.now(), Scene.WINDOW, Trials.nan(2, 1_000, 50));

    scene.apply(new Input.Window(stats));
    scene.apply(new Input.Window(stats));

    assertThat(scene.status(2)).isEqualTo(VersionStatus.CANARY);
  }

  @Test
  void windowsOfOtherLengthsVersionsArmsAndTimesDoNotCount() {
    ArmStats bad = Trials.nan(2, 1_000, 500);
    Instant before = scene.now().minusSeconds(60);
    for (int i = 0; i < 3; i++) {
      scene.window(Arm.CANARY, Duration.ofSeconds(30), bad, Against.NOTHING);
      scene.window(Arm.SHADOW, bad, Against.NOTHING);
      scene.window(Arm.STABLE, bad, Against.NOTHING);
      scene.window(Arm.CANARY, Trials.nan(1, 1_000, 500), Against.NOTHING);
      var early = stats(Arm.CANARY, before.plusSeconds(10L * i), Scene.WINDOW, bad);
      scene.apply(new Input.Window(early));
    }

    assertThat(scene.status(2)).isEqualTo(VersionStatus.CANARY);
  }

  @Test
  void afterPromotionTheGuardsOfTheTrialAreSilent() {
    scene.ask(new PromoteVersion(2L));

    assertThat(canary(1_000, 500)).isEmpty();
    assertThat(canary(1_000, 500)).isEmpty();
    assertThat(scene.known().getStable()).isEqualTo(2);
  }

  @Test
  void theVersionInServiceIsRolledBackAboveOnePercentOfNan() {
    scene.ask(new PromoteVersion(2L));

    assertThat(stable(2, 1_000, 10)).isEmpty();
    assertThat(stable(2, 1_000, 11)).isEmpty();
    List<ModelEvent> events = stable(2, 1_000, 11);

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getReason()).contains("NAN_RATE", "returns to version 1");
            });
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getPrevious()).isNull();
    for (int i = 0; i < 5; i++) {
      assertThat(stable(1, 1_000, 900)).as("there is nothing to return to").isEmpty();
    }
  }

  @Test
  void theVersionInServiceIsRolledBackWhileAnotherIsOnTrialWhichGoesOn() {
    scene.ask(new PromoteVersion(2L));
    scene.tryOut(Trials.canary(3, NAN));

    stable(2, 1_000, 50);
    assertThat(stable(2, 1_000, 50)).hasSize(1);

    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getCandidate().getVersion()).isEqualTo(3);
    assertThat(scene.status(3)).isEqualTo(VersionStatus.CANARY);
  }

  @Test
  void aPreviousVersionThatIsOnTrialIsNoneToFleeTo() {
    scene.ask(new PromoteVersion(2L));
    scene.ask(Trials.canary(1).action());
    scene.report();

    for (int i = 0; i < 4; i++) {
      assertThat(stable(2, 1_000, 50)).isEmpty();
    }
    scene.ask(rollback(null));
    assertThat(scene.known().getPrevious()).as("it was tried once more and given up").isNull();
  }

  private List<ModelEvent> canary(long samples, long nan) {
    return scene.window(Arm.CANARY, Trials.nan(2, samples, nan), Against.NOTHING);
  }

  private List<ModelEvent> stable(long version, long samples, long nan) {
    return scene.window(Arm.STABLE, Trials.nan(version, samples, nan), Against.NOTHING);
  }

  private static WindowStats stats(Arm arm, Instant start, Duration length, ArmStats version) {
    return new WindowStats(Scene.MODEL, arm, start, length, version, Against.NOTHING);
  }
}
