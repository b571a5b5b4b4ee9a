package io.millrace.cli.registry;

import static io.millrace.avro.EventKind.PUBLISHED;
import static io.millrace.avro.EventKind.REFUSED;
import static io.millrace.avro.EventKind.ROLLED_BACK;
import static io.millrace.avro.EventKind.STABLE;
import static io.millrace.avro.EventKind.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ModelEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrailTest {

  private static final String SYNC = "model-registry-sync";

  private static final List<ModelEvent> HISTORY =
      List.of(
          Records.event(1, PUBLISHED, 7L, "trainer", "A new version is known."),
          Records.event(2, STAGING, 7L, "alice", "The hosts are told to load it: better recall"),
          new ModelEvent(
              "garments",
              3L,
              Records.START.plusSeconds(3),
              STABLE,
              7L,
              null,
              SYNC,
              "Every live host (1) is ready.",
              Map.of("host.a.loadMillis", "812", "host.a.alphaMicros", "120.4")),
          Records.event(3, REFUSED, null, "bob", "STALE_SEQUENCE: look again"),
          Records.event(4, ROLLED_BACK, 7L, SYNC, "NAN_RATE was 0.05"),
          Records.event(5, STAGING, 7L, "bob", "The hosts are told to load it: try again"),
          Records.event(6, STABLE, 7L, SYNC, "Every live host (1) is ready."));

  @Test
  void whatTheSyncDecidesIsTracedBackToWhoAskedForTheRollout() {
    assertThat(Trail.of("garments", HISTORY))
        .extracting(entry -> entry.rollout() == null ? "-" : entry.rollout().getActor())
        .containsExactly("-", "-", "alice", "-", "alice", "-", "bob");
  }

  @Test
  void anEntryAnswersWhoWhenWhyAndOnWhatEvidence() {
    assertThat(Trail.of("garments", HISTORY).get(2).text())
        .containsExactly(
            "2026-03-01T14:00:03Z  sequence 3  STABLE  version 7  by model-registry-sync, asked by alice",
            "    Every live host (1) is ready.",
            "    host.a.alphaMicros = 120.4",
            "    host.a.loadMillis = 812");
    assertThat(Trail.of("garments", HISTORY).get(2).json().get("askedReason").asText())
        .contains("better recall");
    assertThat(Trail.of("garments", HISTORY).get(3).text().get(0))
        .isEqualTo("2026-03-01T14:00:03Z  sequence 3  REFUSED  by bob");
  }

  @Test
  void otherModelsAndVersionsAndOlderDecisionsAreLeftOut() {
    assertThat(Trail.of("shoes", HISTORY)).isEmpty();
    ModelEvent second = HISTORY.get(1);
    assertThat(Trail.matches(second, 7L, Records.START.plusSeconds(2))).isTrue();
    assertThat(Trail.matches(second, 6L, null)).isFalse();
    assertThat(Trail.matches(second, null, Records.START.plusSeconds(3))).isFalse();
  }
}
