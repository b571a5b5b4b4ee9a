package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.digest;
import static io.millrace.registry.decision.Scene.failed;
import static io.millrace.registry.decision.Scene.host;
import static io.millrace.registry.decision.Scene.loading;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static io.millrace.registry.decision.Scene.retire;
import static io.millrace.registry.decision.Scene.rollback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.VersionStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutRuleTest {

  private final Scene scene = new Scene();

  @BeforeEach
  void versionOneServesAndTwoIsKnown() {
    scene.serve(1);
    scene.ask(publish(2));
  }

  @Test
  void aRolloutStagesWhileTheStableVersionServes() {
    ModelEvent event = scene.ask(Scene.allAtOnce(2L));

    assertThat(event.getKind()).isEqualTo(EventKind.STAGING);
    assertThat(scene.known().getStaging()).isEqualTo(2);
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.status(2)).isEqualTo(VersionStatus.STAGING);
  }

  @Test
  void trafficMovesWhenTheLastLiveHostIsReady() {
    scene.ask(Scene.allAtOnce(2L));
    long before = scene.known().getSequence();

    assertThat(scene.report(host("a", ready(2)), host("b", loading(2)))).isEmpty();
    List<ModelEvent> events = scene.report(host("a", ready(2)), host("b", ready(2)));

    assertThat(events).singleElement().extracting(ModelEvent::getKind).isEqualTo(EventKind.STABLE);
    assertThat(scene.known().getSequence()).isEqualTo(before + 1);
    assertThat(scene.known().getStable()).isEqualTo(2);
    assertThat(scene.known().getPrevious()).isEqualTo(1);
    assertThat(scene.known().getStaging()).isNull();
    assertThat(scene.status(1)).isEqualTo(VersionStatus.READY);
    assertThat(scene.status(2)).isEqualTo(VersionStatus.STABLE);
    assertThat(events.get(0).getEvidence())
        .containsEntry("host.a.loadMillis", "120")
        .containsEntry("host.b.alphaMicros", "35.5")
        .containsEntry("host.b.tau0Micros", "80.0");
  }

  @Test
  void aHostThatHasOtherBytesUnderTheNumberIsNotReady() {
    scene.ask(Scene.allAtOnce(2L));

    assertThat(scene.report(host("a", ready(2, digest(99))))).isEmpty();
    assertThat(scene.known().getStable()).isEqualTo(1);
  }

  @Test
  void aHostThatHasNotSaidAnythingYetIsWaitedFor() {
    scene.ask(Scene.allAtOnce(2L));

    assertThat(scene.report(host("a", ready(2)), host("b", ready(1)))).isEmpty();
  }

  @Test
  void oneFailedHostRejectsTheVersionEverywhere() {
    scene.ask(Scene.allAtOnce(2L));

    List<ModelEvent> events =
        scene.report(
            host("a", ready(2)), host("b", failed(2, "SIGNATURE_MISMATCH", "no input 'image'")));

    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.REJECTED);
              assertThat(event.getReason()).contains("SIGNATURE_MISMATCH", "b", "no input 'image'");
              assertThat(event.getEvidence())
                  .containsEntry("code", "SIGNATURE_MISMATCH")
                  .containsEntry("host.b.reason", "no input 'image'");
            });
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getStaging()).isNull();
    assertThat(scene.version(2).getReason()).contains("no input 'image'");
    assertRefused(scene.ask(Scene.allAtOnce(2L)), Refusal.REJECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOST", "UNREACHABLE", "MISSING"})
  void f19WhatMayPassRejectsNothingAndCanBeTriedAgain(String code) {
    scene.ask(Scene.allAtOnce(2L));

    assertThat(scene.report(host("a", failed(2, code, "not now")), host("b", ready(2))))
        .extracting(ModelEvent::getKind)
        .containsExactly(EventKind.ROLLED_BACK);
    assertThat(scene.status(2)).isEqualTo(VersionStatus.PUBLISHED);
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.ask(Scene.allAtOnce(2L)).getKind()).isEqualTo(EventKind.STAGING);
  }

  @Test
  void f20ABadFileOnOneHostRejectsTheVersionWhateverFailsOnAnother() {
    scene.ask(Scene.allAtOnce(2L));

    assertThat(
            scene.report(
                host("a", failed(2, "UNREACHABLE", "not now")),
                host("b", failed(2, "DIGEST", "other bytes")),
                host("c", ready(2))))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.REJECTED);
              assertThat(event.getReason()).startsWith("DIGEST on host b");
            });
    assertThat(scene.known().getStable()).isEqualTo(1);
  }

  @Test
  void withoutAnyHostTheVersionServesAtOnceAndTheEventSaysWhy() {
    scene.ask(Scene.allAtOnce(2L));

    assertThat(scene.report())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(EventKind.STABLE);
              assertThat(event.getReason()).startsWith("No host is alive");
            });
  }

  @Test
  void reportsWithoutAStagedVersionDecideNothing() {
    assertThat(scene.report(host("a", failed(1, "WARMUP", "out of memory")))).isEmpty();
    assertThat(scene.known().getStable()).isEqualTo(1);
  }

  @Test
  void aSecondRolloutGivesTheFirstUpInOneChange() {
    scene.ask(publish(3));
    scene.ask(Scene.allAtOnce(2L));
    long before = scene.known().getSequence();

    List<ModelEvent> events = scene.apply(new Input.Command(Scene.command(Scene.allAtOnce(3L))));

    assertThat(events)
        .extracting(ModelEvent::getKind, ModelEvent::getVersion, ModelEvent::getSequence)
        .containsExactly(
            tuple(EventKind.ROLLED_BACK, 2L, before + 1), tuple(EventKind.STAGING, 3L, before + 1));
    assertThat(scene.status(2)).isEqualTo(VersionStatus.PUBLISHED);
    assertThat(scene.known().getStaging()).isEqualTo(3);
  }

  @Test
  void whatCannotBeRolledOutIsRefused() {
    scene.ask(publish(3));
    scene.ask(retire(3));

    assertRefused(scene.ask(Scene.allAtOnce(9L)), Refusal.UNKNOWN_VERSION);
    assertRefused(scene.ask(Scene.allAtOnce(3L)), Refusal.RETIRED);
    assertRefused(scene.ask(Scene.allAtOnce(1L)), Refusal.ALREADY);
    scene.ask(Scene.allAtOnce(2L));
    assertRefused(scene.ask(Scene.allAtOnce(2L)), Refusal.ALREADY);
  }

  @Test
  void rollingBackReturnsToThePreviousVersionAtOnce() {
    scene.ask(Scene.allAtOnce(2L));
    scene.report();

    ModelEvent event = scene.ask(rollback(1L));

    assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
    assertThat(event.getVersion()).isEqualTo(2);
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.known().getPrevious()).isNull();
    assertThat(scene.status(2)).isEqualTo(VersionStatus.ROLLED_BACK);
    assertThat(scene.status(1)).isEqualTo(VersionStatus.STABLE);
    assertRefused(scene.ask(rollback(null)), Refusal.NO_PREVIOUS);
  }

  @Test
  void rollingBackWhileStagingGivesTheRolloutUp() {
    scene.ask(Scene.allAtOnce(2L));

    assertRefused(scene.ask(rollback(7L)), Refusal.OTHER_PREVIOUS);
    ModelEvent event = scene.ask(rollback(null));

    assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK);
    assertThat(event.getVersion()).isEqualTo(2);
    assertThat(scene.known().getStaging()).isNull();
    assertThat(scene.known().getStable()).isEqualTo(1);
    assertThat(scene.status(2)).isEqualTo(VersionStatus.PUBLISHED);
  }

  @Test
  void rollingBackToAnotherThanThePreviousIsRefused() {
    scene.ask(Scene.allAtOnce(2L));
    scene.report();

    assertRefused(scene.ask(rollback(5L)), Refusal.OTHER_PREVIOUS);
    assertThat(scene.known().getStable()).isEqualTo(2);
  }

  @Test
  void thePreviousVersionStagedAgainAndRejectedIsNoLongerReturnedTo() {
    scene.ask(Scene.allAtOnce(2L));
    scene.report();
    scene.ask(Scene.allAtOnce(1L));
    scene.report(host("a", failed(1, "WARMUP", "out of memory")));

    assertRefused(scene.ask(rollback(null)), Refusal.NO_PREVIOUS);
    assertThat(scene.known().getStable()).isEqualTo(2);
  }

  @Test
  void aVersionInUseIsNotRetired() {
    assertRefused(scene.ask(retire(1)), Refusal.IN_USE);
    scene.ask(Scene.allAtOnce(2L));
    assertRefused(scene.ask(retire(2)), Refusal.IN_USE);
  }

  @Test
  void thePreviousVersionMayBeRetiredAndIsThenNoLongerReturnedTo() {
    scene.ask(Scene.allAtOnce(2L));
    scene.report();

    assertThat(scene.ask(retire(1)).getKind()).isEqualTo(EventKind.RETIRED);

    assertThat(scene.known().getPrevious()).isNull();
    assertThat(scene.version(1).getManifest()).isEmpty();
    assertRefused(scene.ask(rollback(null)), Refusal.NO_PREVIOUS);
    assertRefused(scene.ask(retire(1)), Refusal.ALREADY);
  }

  @Test
  void aCommandOnAnOutdatedViewIsRefused() {
    long sequence = scene.known().getSequence();

    assertRefused(
        scene.ask(Scene.expecting(sequence - 1, Scene.allAtOnce(2L))), Refusal.STALE_SEQUENCE);
    assertThat(scene.known().getSequence()).isEqualTo(sequence);
    assertThat(scene.ask(Scene.expecting(sequence, Scene.allAtOnce(2L))).getKind())
        .isEqualTo(EventKind.STAGING);
  }

  private static void assertRefused(ModelEvent event, Refusal code) {
    assertThat(event.getKind()).isEqualTo(EventKind.REFUSED);
    assertThat(event.getEvidence()).containsEntry("code", code.name());
  }
}
