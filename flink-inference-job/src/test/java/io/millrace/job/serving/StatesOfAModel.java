package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the registry may say of the model {@code m} and its versions 1 to 3. */
final class StatesOfAModel {

  private StatesOfAModel() {}

  static VersionId id(long version) {
    return new VersionId("m", version);
  }

  static LoadOutcome ready(long version) {
    return new LoadOutcome.Ready(id(version), "cpu", 10, 1, 1, 1000);
  }

  static ModelState state(
      long sequence, @Nullable Long stable, @Nullable Long previous, @Nullable Long staging) {
    return building(sequence, stable, previous, staging).build();
  }

  static ModelState.Builder building(
      long sequence, @Nullable Long stable, @Nullable Long previous, @Nullable Long staging) {
    List<VersionState> versions =
        LongStream.rangeClosed(1, 3)
            .mapToObj(version -> version(version, "digest-" + version))
            .toList();
    return ModelState.newBuilder()
        .setModel("m")
        .setSequence(sequence)
        .setUpdatedAt(Instant.EPOCH)
        .setStable(stable)
        .setPrevious(previous)
        .setStaging(staging)
        .setVersions(versions);
  }

  static VersionState version(long version, String digest) {
    return VersionState.newBuilder()
        .setVersion(version)
        .setDigest(digest)
        .setStatus(VersionStatus.PUBLISHED)
        .setPublishedAt(Instant.EPOCH)
        .setPublishedBy("test")
        .setManifest("{}")
        .setArtifacts(List.of())
        .build();
  }

  static ModelState trial(long sequence, Long stable, long version, Arm arm) {
    return building(sequence, stable, null, null)
        .setCandidate(new Candidate(version, arm, 100, "salt", ArmKey.IMAGE))
        .build();
  }

  static ModelState staged(long sequence, long version, long stagedSequence) {
    Rollout rollout =
        Rollout.newBuilder()
            .setVersion(version)
            .setCommandId("c")
            .setActor("test")
            .setStartedAt(Instant.EPOCH)
            .setStagedSequence(stagedSequence)
            .setStagingDeadline(Instant.EPOCH)
            .setMode(RolloutMode.ALL_AT_ONCE)
            .setRamp(List.of())
            .setStep(-1)
            .setStepSince(Instant.EPOCH)
            .setStepMillis(1)
            .setStickyBy(ArmKey.IMAGE)
            .setPromote(Promotion.MANUAL)
            .setGuards(List.of())
            .build();
    return building(sequence, 1L, null, version).setRollout(rollout).build();
  }
}
