package io.millrace.cli.registry;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model "garments" with version 6 in service and 7 as a canary in its second step. */
public final class Records {

  public static final Instant START = Instant.parse("2026-03-01T14:00:00.123Z");

  private Records() {}

  static VersionState version(long number, VersionStatus status) {
    return new VersionState(
        number,
        String.valueOf(number).repeat(64),
        status,
        status == VersionStatus.ROLLED_BACK ? "it was slow" : null,
        START,
        "trainer",
        status == VersionStatus.RETIRED ? "" : "{\"precision\":{\"type\":\"fp16\"}}",
        List.of(new ArtifactRef("model.onnx", "a".repeat(64), 12L, 1, null)),
        null);
  }

  static Rollout rollout(int step, Promotion promote) {
    return new Rollout(
        7L,
        "command-7",
        "alice",
        START,
        11L,
        START.plusSeconds(600),
        RolloutMode.CANARY,
        List.of(100, 250, 1000),
        step,
        START.plusSeconds(60),
        300_000L,
        ArmKey.SOURCE,
        promote,
        List.of(new Guard(GuardMetric.NAN_RATE, 0.01, 10_000L, 100L, 2)));
  }

  /** On trial. */
  public static ModelState garments() {
    return new ModelState(
        "garments",
        13L,
        START.plusSeconds(60),
        6L,
        null,
        null,
        new Candidate(7L, Arm.CANARY, 250, "command-7", ArmKey.SOURCE),
        rollout(1, Promotion.AUTO),
        List.of(
            version(5, VersionStatus.RETIRED),
            version(6, VersionStatus.STABLE),
            version(7, VersionStatus.CANARY)));
  }

  static HostedVersion ready(long version) {
    return hosted(version, LoadState.READY, null, null);
  }

  static HostedVersion hosted(
      long version, LoadState state, @Nullable String code, @Nullable String reason) {
    boolean ready = state == LoadState.READY;
    return new HostedVersion(
        "garments",
        version,
        String.valueOf(version).repeat(64),
        state,
        code,
        reason,
        ready ? "cpu" : null,
        ready ? 812L : null,
        ready ? 120.4 : null,
        ready ? 849.6 : null,
        ready ? 12_900_000L : null);
  }

  static HostStatus host(String name, HostedVersion... versions) {
    return new HostStatus(name, START, START, 2_000L, Map.of("garments", 13L), List.of(versions));
  }

  /** A decision. */
  public static ModelEvent event(
      long sequence, EventKind kind, @Nullable Long version, String actor, String reason) {
    return new ModelEvent(
        "garments",
        sequence,
        START.plusSeconds(sequence),
        kind,
        version,
        null,
        actor,
        reason,
        Map.of());
  }
}
