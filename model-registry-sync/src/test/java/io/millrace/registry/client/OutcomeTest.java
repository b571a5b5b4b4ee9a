package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final ModelEvent OTHER = event("shoes", EventKind.STABLE, 2, null);
  private static final ModelEvent STAGING = event("garments", EventKind.STAGING, 2, "mine");

  @Test
  void nothingSaidYetIsPending() {
    assertThat(Outcome.of("mine", List.of(OTHER))).isEqualTo(new Outcome.Pending(null));
  }

  @Test
  void aRefusalIsNotDone() {
    ModelEvent refused = event("garments", EventKind.REFUSED, 2, "mine");

    assertThat(Outcome.of("mine", List.of(OTHER, refused))).isEqualTo(new Outcome.NotDone(refused));
  }

  @Test
  void aPublicationIsDoneAtOnce() {
    ModelEvent published = event("garments", EventKind.PUBLISHED, 2, "mine");

    assertThat(Outcome.of("mine", List.of(published))).isEqualTo(new Outcome.Done(published));
  }

  @Test
  void aRolloutIsPendingUntilItsOwnVersionIsDecided() {
    ModelEvent otherVersion = event("garments", EventKind.STABLE, 1, null);
    ModelEvent stable = event("garments", EventKind.STABLE, 2, null);

    assertThat(Outcome.of("mine", List.of(stable, STAGING, otherVersion, OTHER)))
        .as("what came before and what concerns others does not count")
        .isEqualTo(new Outcome.Pending(STAGING));
    assertThat(Outcome.of("mine", List.of(STAGING, otherVersion, stable)))
        .isEqualTo(new Outcome.Done(stable));
  }

  @Test
  void aRejectedOrGivenUpRolloutIsNotDone() {
    ModelEvent rejected = event("garments", EventKind.REJECTED, 2, null);
    ModelEvent givenUp = event("garments", EventKind.ROLLED_BACK, 2, "another");

    assertThat(Outcome.of("mine", List.of(STAGING, rejected)))
        .isEqualTo(new Outcome.NotDone(rejected));
    assertThat(Outcome.of("mine", List.of(STAGING, givenUp)))
        .isEqualTo(new Outcome.NotDone(givenUp));
  }

  @Test
  void aRolloutThatGivesAnotherUpWaitsForItsOwn() {
    ModelEvent givenUp = event("garments", EventKind.ROLLED_BACK, 1, "mine");

    assertThat(Outcome.of("mine", List.of(givenUp, STAGING)))
        .isEqualTo(new Outcome.Pending(STAGING));
  }

  @Test
  void aTrialThatAnOperatorIsToPromoteIsDoneWhenItHasBegun() {
    ModelEvent canary = event("garments", EventKind.CANARY, 2, null);
    ModelEvent shadow = event("garments", EventKind.SHADOW, 2, null);

    assertThat(Outcome.of("mine", List.of(STAGING, canary))).isEqualTo(new Outcome.Done(canary));
    assertThat(Outcome.of("mine", List.of(STAGING, shadow))).isEqualTo(new Outcome.Done(shadow));
  }

  @Test
  void aTrialThatIsPromotedByItselfIsPendingUntilThen() {
    ModelEvent staging =
        new ModelEvent(
            "garments",
            1L,
            Instant.EPOCH,
            EventKind.STAGING,
            2L,
            "mine",
            "alice",
            "because",
            Map.of("promote", "AUTO"));
    ModelEvent canary = event("garments", EventKind.CANARY, 2, null);
    ModelEvent stable = event("garments", EventKind.STABLE, 2, null);
    ModelEvent guard = event("garments", EventKind.ROLLED_BACK, 2, null);

    assertThat(Outcome.of("mine", List.of(staging, canary)))
        .isEqualTo(new Outcome.Pending(staging));
    assertThat(Outcome.of("mine", List.of(staging, canary, canary, stable)))
        .isEqualTo(new Outcome.Done(stable));
    assertThat(Outcome.of("mine", List.of(staging, canary, guard)))
        .isEqualTo(new Outcome.NotDone(guard));
  }

  @Test
  void aPromotionIsDoneAtOnce() {
    ModelEvent stable = event("garments", EventKind.STABLE, 2, "mine");

    assertThat(Outcome.of("mine", List.of(stable))).isEqualTo(new Outcome.Done(stable));
  }

  private static ModelEvent event(
      String model, EventKind kind, long version, @Nullable String commandId) {
    return new ModelEvent(
        model, 1L, Instant.EPOCH, kind, version, commandId, "alice", "because", Map.of());
  }
}
