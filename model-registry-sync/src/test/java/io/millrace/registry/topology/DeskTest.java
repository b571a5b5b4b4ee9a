package io.millrace.registry.topology;

import static io.millrace.registry.decision.Scene.MODEL;
import static io.millrace.registry.decision.Scene.allAtOnce;
import static io.millrace.registry.decision.Scene.command;
import static io.millrace.registry.decision.Scene.hostAt;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static io.millrace.registry.decision.Scene.rollback;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.PromoteVersion;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.Trials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeskTest {

  private static final Guard NAN = Trials.guard(GuardMetric.NAN_RATE, 0.01, 2);

  private final TestingSchemaRegistry server = new TestingSchemaRegistry();
  private final DeskBench bench = new DeskBench(server);

  DeskTest() throws IOException {}

  @BeforeEach
  void versionOneServesAndTwoIsKnown() {
    bench.command(command(publish(1)));
    bench.command(command(allAtOnce(1)));
    bench.command(command(publish(2)));
    assertThat(bench.state().getStable()).isEqualTo(1);
    bench.events();
  }

  @AfterEach
  void close() {
    bench.close();
    server.close();
  }

  @Test
  void aCanaryGrowsAndIsPromotedAsTimePasses() {
    bench.command(command(RolloutPlan.canary(2, 10, 100, 500).every(Trials.STEP).action()));
    bench.pass(Trials.STEP);
    bench.pass(Duration.ofSeconds(1));
    bench.pass(Trials.STEP);
    bench.command(command(new PromoteVersion(2L)));

    assertThat(bench.events())
        .extracting(ModelEvent::getKind)
        .containsExactly(
            EventKind.STAGING,
            EventKind.CANARY,
            EventKind.CANARY,
            EventKind.CANARY,
            EventKind.STABLE);
    assertThat(bench.state().getStable()).isEqualTo(2);
  }

  @Test
  void aRestartTakesATrialOnWhereItWas() {
    bench.command(command(Trials.canary(2).action()));
    ModelState before = bench.state();
    bench.pass(Trials.STEP.minusSeconds(5));
    bench.events();

    bench.restart();
    assertThat(bench.state()).isEqualTo(before);
    bench.pass(Duration.ofSeconds(4));
    assertThat(bench.events()).isEmpty();
    bench.pass(Duration.ofSeconds(1));

    assertThat(kinds()).containsExactly(EventKind.CANARY);
    assertThat(bench.state().getCandidate().getPermille()).isEqualTo(1000);
  }

  @Test
  void aRestartRemembersTheWindowsThatBrokeABound() {
    bench.command(command(Trials.canary(2, NAN).action()));
    bench.window(Arm.CANARY, Trials.nan(2, 1_000, 50));
    bench.events();

    bench.restart();
    bench.window(Arm.CANARY, Trials.nan(2, 1_000, 30));

    assertThat(bench.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getEvidence())
                  .containsEntry("window.1.value", "0.05000")
                  .containsEntry("window.2.value", "0.03000");
            });
    assertThat(bench.state().getCandidate()).isNull();
  }

  @Test
  void aRestartRemembersThatATrialWaitsForEvidence() {
    bench.command(command(Trials.canary(2, NAN).action()));
    bench.pass(Trials.STEP);
    assertThat(kinds()).endsWith(EventKind.CANARY);

    bench.restart();
    bench.pass(Trials.STEP);

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void evidenceThatCannotBeReadIsForgotten() {
    bench.command(command(Trials.canary(2, NAN).action()));
    bench.window(Arm.CANARY, Trials.nan(2, 1_000, 50));
    bench.events();

    bench.garbleEvidence();
    bench.restart();
    bench.window(Arm.CANARY, Trials.nan(2, 1_000, 50));
    assertThat(bench.events()).isEmpty();

    bench.window(Arm.CANARY, Trials.nan(2, 1_000, 50));
    assertThat(kinds()).containsExactly(EventKind.ROLLED_BACK);
  }

  @Test
  void stagingIsGivenUpAtItsDeadlineWhichARestartDoesNotMove() {
    HostStatus stuck = hostAt("a", bench.state().getSequence(), ready(2));
    bench.status(stuck);
    bench.command(command(RolloutPlan.allAtOnce(2).stagedWithin(Duration.ofMinutes(1)).action()));
    beat(stuck, 5);
    bench.restart();
    beat(stuck, 6);
    assertThat(kinds()).containsExactly(EventKind.STAGING);

    bench.pass(Duration.ofSeconds(5));

    assertThat(bench.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
              assertThat(event.getReason()).contains("a (has not taken the order in)");
              assertThat(event.getEvidence()).containsEntry("code", "TIMEOUT");
            });
    assertThat(bench.state().getStable()).isEqualTo(1);
  }

  private void beat(HostStatus status, int times) {
    for (int i = 0; i < times; i++) {
      bench.pass(Duration.ofSeconds(5));
      bench.status(status);
    }
  }

  @Test
  void aHostThatDiesWhileItLoadsIsNotWaitedFor() {
    bench.status(hostAt("a", bench.state().getSequence()));
    bench.command(command(RolloutPlan.allAtOnce(2).action()));
    bench.pass(Duration.ofSeconds(9));
    assertThat(kinds()).doesNotContain(EventKind.STABLE);

    bench.restart();
    bench.pass(Duration.ofSeconds(1));

    assertThat(kinds()).containsExactly(EventKind.STABLE);
  }

  @Test
  void theVersionInServiceIsGuardedUnlessThatIsSwitchedOff() {
    bench.command(command(allAtOnce(2)));
    bench.guardService(false);
    bench.window(Arm.STABLE, Trials.nan(2, 1_000, 500));
    bench.window(Arm.STABLE, Trials.nan(2, 1_000, 500));
    assertThat(bench.state().getStable()).isEqualTo(2);

    bench.guardService(true);
    bench.window(Arm.STABLE, Trials.nan(2, 1_000, 500));
    bench.window(Arm.STABLE, Trials.nan(2, 1_000, 500));
    assertThat(bench.state().getStable()).isEqualTo(1);
  }

  @Test
  void aCommandThatCameTwiceIsCarriedOutOnceEvenAfterARestart() {
    ModelCommand rollback = command(rollback(null));
    bench.command(command(Trials.canary(2).action()));
    bench.command(rollback);
    bench.events();

    bench.restart();
    bench.command(rollback);

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void aHostThatIsSilentForAnHourIsTakenOutOfItsTopic() {
    bench.status(hostAt("lost", 1));
    bench.pass(Duration.ofMinutes(50));
    bench.status(hostAt("alive", 1));
    assertThat(bench.tombstones()).isEmpty();

    bench.pass(Duration.ofMinutes(10));
    assertThat(bench.tombstones()).containsExactly("lost");

    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.tombstones()).as("once").isEmpty();
  }

  @Test
  void windowsOfAModelThatNobodyKnowsAreNoError() {
    bench.window("shoes", Arm.STABLE, Trials.nan(2, 1_000, 500));

    assertThat(bench.events()).isEmpty();
    assertThat(bench.state().getModel()).isEqualTo(MODEL);
  }

  private List<EventKind> kinds() {
    return bench.events().stream().map(ModelEvent::getKind).toList();
  }
}
