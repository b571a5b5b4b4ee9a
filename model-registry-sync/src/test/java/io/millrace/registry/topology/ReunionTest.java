package io.millrace.registry.topology;

import static io.millrace.registry.decision.Scene.MODEL;
import static io.millrace.registry.decision.Scene.allAtOnce;
import static io.millrace.registry.decision.Scene.command;
import static io.millrace.registry.decision.Scene.hostAt;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row K13: the stores or the topic are gone, and the sequence goes on from where it was. */
class ReunionTest {

  private final Path stateDir;
  private final TestingSchemaRegistry server = new TestingSchemaRegistry();
  private final DeskBench desk = new DeskBench(server);

  ReunionTest(@TempDir Path stateDir) throws IOException {
    this.stateDir = stateDir;
  }

  @AfterEach
  void close() {
    desk.close();
    server.close();
  }

  @Test
  void k13AStoreThatWasLostGoesOnFromTheSequenceOfTheTopic() {
    ModelState before = served();

    try (var fresh = new Bench(server, stateDir, new Bench.Held(0, List.of(before)))) {
      fresh.command(command(allAtOnce(1)));
      fresh.pass(Duration.ofSeconds(11));
      fresh.command(command(publish(3)));

      assertThat(fresh.events())
          .extracting(ModelEvent::getKind)
          .as("version 1 is known and has to be staged again")
          .containsExactly(EventKind.STAGING, EventKind.STABLE, EventKind.PUBLISHED);
      assertThat(fresh.states())
          .extracting(ModelState::getSequence)
          .containsExactly(
              before.getSequence() + 1, before.getSequence() + 2, before.getSequence() + 3);
    }
  }

  @Test
  void k13ATopicThatWasLostIsWrittenAgain() {
    ModelState before = served();
    desk.restart();
    assertThat(desk.states()).isNotEmpty(); // what was written before the restart

    desk.reunite(List.of());
    assertThat(desk.states()).containsExactly(before);

    desk.reunite(List.of(before));
    assertThat(desk.states()).as("nothing is lost").isEmpty();
  }

  @Test
  void anOlderStateOfTheTopicIsNotTakenOver() {
    ModelState before = served();
    ModelState older =
        new ModelState(
            MODEL, 2L, before.getUpdatedAt(), null, null, null, null, null, before.getVersions());
    desk.states();

    desk.reunite(List.of(older));

    assertThat(desk.state()).isEqualTo(before);
    assertThat(desk.states()).containsExactly(before);
  }

  @Test
  void k13AfterALossNoHostCountsAsGoneBeforeItCouldSpeak() {
    ModelState before = served();
    try (var bench = new DeskBench(server)) {
      bench.reunite(List.of(before));
      HostStatus quick = hostAt("quick", before.getSequence() + 1, ready(1));
      bench.command(command(allAtOnce(1)));
      bench.status(quick);
      assertThat(bench.events()).extracting(ModelEvent::getKind).containsExactly(EventKind.STAGING);

      bench.status(hostAt("slow", before.getSequence()));
      bench.pass(Duration.ofSeconds(5));
      bench.status(quick);
      bench.status(hostAt("slow", before.getSequence()));
      bench.pass(Duration.ofSeconds(6));
      assertThat(bench.events()).as("the slow one has not loaded it").isEmpty();

      bench.status(hostAt("slow", before.getSequence() + 1, ready(1)));
      bench.status(quick);
      assertThat(bench.events()).extracting(ModelEvent::getKind).containsExactly(EventKind.STABLE);
    }
  }

  /** Version 2 serves, version 1 is the one before. */
  private ModelState served() {
    desk.command(command(publish(1)));
    desk.command(command(allAtOnce(1)));
    desk.command(command(publish(2)));
    desk.command(command(allAtOnce(2)));
    assertThat(desk.state().getStable()).isEqualTo(2);
    assertThat(desk.state().getModel()).isEqualTo(MODEL);
    return desk.state();
  }
}
