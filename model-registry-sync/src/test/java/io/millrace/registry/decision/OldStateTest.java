package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.host;
import static io.millrace.registry.decision.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionStatus;
import io.millrace.schemas.RegistrySequence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** States that this release would not write, and hosts of an earlier one. */
class OldStateTest {

  private final Scene scene = new Scene();

  @Test
  void whatAnEarlierReleaseHasStagedGoesOn() {
    scene.serve(1);
    scene.ask(Scene.publish(2));
    scene.ask(Scene.allAtOnce(2));
    ModelState staged = withoutRollout(scene.known(), scene.known().getSequence());

    assertThat(decide(staged, new Input.Hosts(List.of(host("a")))).events())
        .as("it has no deadline, however late it is")
        .isEmpty();
    Decision flip = decide(staged, new Input.Hosts(List.of(host("a", ready(2)))));
    assertThat(flip.events()).extracting(ModelEvent::getKind).containsExactly(EventKind.STABLE);
    Decision givenUp = decide(staged, new Input.Command(Scene.command(Scene.rollback(null))));
    assertThat(givenUp.newState()).isNotNull();
    assertThat(StateChange.status(known(givenUp.newState()), 2)).isEqualTo(VersionStatus.PUBLISHED);
  }

  @Test
  void aHostThatNamesNoSequenceIsTakenAtItsWord() {
    scene.serve(1);
    scene.ask(Scene.publish(2));
    scene.ask(Scene.allAtOnce(2));

    assertThat(scene.report(host("old", ready(2))))
        .extracting(ModelEvent::getKind)
        .containsExactly(EventKind.STABLE);
  }

  @Test
  void m6NothingFollowsTheLastSequenceThereIs() {
    scene.serve(1);
    scene.ask(Scene.publish(2));
    scene.ask(Scene.allAtOnce(2));
    ModelState last = withoutRollout(scene.known(), RegistrySequence.HIGHEST);

    Decision refused = decide(last, new Input.Command(Scene.command(Scene.publish(3))));
    assertThat(refused.newState()).isNull();
    assertThat(refused.events())
        .singleElement()
        .satisfies(event -> assertThat(event.getEvidence()).containsEntry("code", "SEQ_RANGE"));
    assertThat(decide(last, new Input.Hosts(List.of())).newState()).isNull();
    assertThat(decide(last, new Input.Tick()).newState()).isNull();
  }

  private static Decision decide(ModelState state, Input input) {
    return Decision.decide(state, Evidence.NONE, input, Scene.START.plus(Duration.ofDays(300)));
  }

  private static ModelState known(@Nullable ModelState state) {
    if (state == null) {
      throw new AssertionError("Nothing has changed.");
    }
    return state;
  }

  private static ModelState withoutRollout(ModelState state, long sequence) {
    return new ModelState(
        state.getModel(),
        sequence,
        state.getUpdatedAt(),
        state.getStable(),
        state.getPrevious(),
        state.getStaging(),
        null,
        null,
        state.getVersions());
  }
}
