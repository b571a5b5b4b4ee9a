package io.millrace.registry.topology;

import static io.millrace.registry.decision.Scene.MODEL;
import static io.millrace.registry.decision.Scene.command;
import static io.millrace.registry.decision.Scene.failed;
import static io.millrace.registry.decision.Scene.host;
import static io.millrace.registry.decision.Scene.loading;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.decision.Trials;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTopologyTest {

  private final Path stateDir;
  private final TestingSchemaRegistry server;
  private Bench bench;

  RegistryTopologyTest(@TempDir Path stateDir) throws IOException {
    this.stateDir = stateDir;
    this.server = new TestingSchemaRegistry();
    this.bench = new Bench(server, stateDir, Bench.Held.NOTHING);
  }

  @AfterEach
  void close() {
    bench.close();
    server.close();
  }

  @Test
  void aVersionGoesFromPublishedToStableWhenItsHostIsReady() {
    bench.status(host("a"));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    assertThat(kinds()).containsExactly(EventKind.PUBLISHED, EventKind.STAGING);

    bench.status(host("a", ready(1)));

    assertThat(kinds()).containsExactly(EventKind.STABLE);
    assertThat(bench.states())
        .extracting(ModelState::getSequence, ModelState::getStaging, ModelState::getStable)
        .containsExactly(tuple(1L, null, null), tuple(2L, 1L, null), tuple(3L, null, 1L));
  }

  @Test
  void aHostThatLoadedTheVersionBeforeMakesTheRolloutInstant() {
    bench.status(host("a", ready(1)));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));

    assertThat(kinds()).containsExactly(EventKind.PUBLISHED, EventKind.STAGING, EventKind.STABLE);
  }

  @Test
  void aFailedHostRejectsTheVersion() {
    bench.status(host("a"));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    bench.status(host("a", failed(1, "MODEL_CORRUPT", "not an ONNX file")));

    assertThat(kinds()).endsWith(EventKind.REJECTED);
  }

  @Test
  void aSilentHostHoldsTheRolloutUpForTenSecondsAndNoLonger() {
    bench.status(host("silent"));
    bench.status(host("a", ready(1)));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    bench.pass(Duration.ofSeconds(9));
    bench.status(host("a", ready(1)));
    assertThat(kinds()).doesNotContain(EventKind.STABLE);

    bench.pass(Duration.ofSeconds(2));

    assertThat(kinds()).containsExactly(EventKind.STABLE);
  }

  @Test
  void aHostThatEndsNoLongerHoldsTheRolloutUp() {
    bench.status(host("ending"));
    bench.status(host("a", ready(1)));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));

    bench.bytes(Topics.MODEL_STATUS, "ending", null);

    assertThat(kinds()).endsWith(EventKind.STABLE);
  }

  @Test
  void aCommandSeenTwiceIsCarriedOutOnce() {
    ModelCommand publish = command(publish(1));
    bench.command(publish);
    bench.command(publish);

    assertThat(kinds()).containsExactly(EventKind.PUBLISHED);
    assertThat(bench.states()).hasSize(1);
  }

  @Test
  void k14GarbageAmongCommandsIsARefusalAndTheNextCommandIsCarriedOut() {
    bench.bytes(Topics.MODEL_COMMANDS, MODEL, new byte[] {'{', '}', 1, 2, 3, 4});
    bench.bytes(Topics.MODEL_COMMANDS, MODEL, new byte[] {0, 0, 0, 1});
    bench.bytes(Topics.MODEL_COMMANDS, null, null);
    bench.bytes(Topics.MODEL_COMMANDS, "../..", new byte[] {0, 0, 0, 3, (byte) 231, 1});
    bench.bytes(Topics.MODEL_STATUS, "host", new byte[] {7});
    bench.command(command(publish(1)));

    List<ModelEvent> events = bench.events();
    assertThat(events)
        .extracting(
            ModelEvent::getModel, ModelEvent::getKind, event -> event.getEvidence().get("code"))
        .containsExactly(
            tuple(MODEL, EventKind.REFUSED, "NOT_AVRO"),
            tuple(MODEL, EventKind.REFUSED, "NOT_AVRO"),
            tuple("?", EventKind.REFUSED, "EMPTY"),
            tuple("?", EventKind.REFUSED, "UNKNOWN_SCHEMA"),
            tuple("?", EventKind.REFUSED, "NOT_AVRO"),
            tuple(MODEL, EventKind.PUBLISHED, null));
    assertThat(events.get(0).getEvidence())
        .containsEntry("topic", "model-commands")
        .containsEntry("offset", "0");
  }

  @Test
  void aRegistryThatIsOutOfOrderForAWhileIsWaitedFor() {
    byte[] command = bench.encode(Topics.MODEL_COMMANDS, command(publish(1)));
    server.failNext(3);

    bench.bytes(Topics.MODEL_COMMANDS, MODEL, command);

    assertThat(server.failuresLeft()).isZero();
    assertThat(kinds()).containsExactly(EventKind.PUBLISHED);
  }

  @Test
  void afterAPauseNothingIsDecidedUntilTheReportsThatWaitedAreRead() {
    bench.close();
    bench = new Bench(server, stateDir, new Bench.Held(2, List.of()));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    bench.status(host("a", ready(1)));
    assertThat(kinds()).doesNotContain(EventKind.STABLE);

    bench.status(host("b"));
    assertThat(kinds()).isEmpty();
    bench.status(host("b", ready(1)));

    assertThat(kinds()).containsExactly(EventKind.STABLE);
  }

  @Test
  void afterAPauseQuietForTenSecondsMeansThatNoHostIsAlive() {
    bench.close();
    bench = new Bench(server, stateDir, new Bench.Held(2, List.of()));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    assertThat(kinds()).doesNotContain(EventKind.STABLE);

    bench.pass(Duration.ofSeconds(11));

    assertThat(kinds()).containsExactly(EventKind.STABLE);
  }

  @Test
  void aCanaryGrowsWithTheWallClock() {
    serveOne();
    bench.command(command(publish(2)));
    bench.command(command(Trials.canary(2).action()));
    bench.status(host("a", ready(2)));
    assertThat(kinds()).containsExactly(EventKind.PUBLISHED, EventKind.STAGING, EventKind.CANARY);

    bench.pass(Trials.STEP.plusSeconds(1));
    bench.pass(Trials.STEP.plusSeconds(1));

    assertThat(kinds()).containsExactly(EventKind.CANARY, EventKind.STABLE);
    assertThat(bench.states())
        .filteredOn(state -> state.getCandidate() != null)
        .extracting(state -> state.getCandidate().getPermille())
        .containsExactly(100, 1000);
  }

  @Test
  void stagingHasADeadline() {
    serveOne();
    bench.command(command(publish(2)));
    bench.command(command(RolloutPlan.allAtOnce(2).stagedWithin(Duration.ofSeconds(6)).action()));
    bench.pass(Duration.ofSeconds(4));
    bench.status(host("a", loading(2)));
    bench.pass(Duration.ofSeconds(3));

    assertThat(bench.events())
        .last()
        .satisfies(event -> assertThat(event.getReason()).contains("TIMEOUT", "a (LOADING)"));
  }

  @Test
  void aHostThatIsLongSilentIsTakenOutOfItsTopic() {
    bench.status(host("lost"));
    bench.status(host("ended"));
    bench.bytes(Topics.MODEL_STATUS, "ended", null);

    bench.pass(Duration.ofHours(1));

    assertThat(bench.tombstones()).containsExactly("lost");
  }

  private void serveOne() {
    bench.status(host("a", ready(1)));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    assertThat(kinds()).endsWith(EventKind.STABLE);
    bench.states();
  }

  private List<EventKind> kinds() {
    return bench.events().stream().map(ModelEvent::getKind).toList();
  }
}
