package io.millrace.job.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostedModelsTest {

  private HostedModels models = new HostedModels();
  private final Map<VersionId, VersionToLoad> orders = new HashMap<>();

  @Test
  void stagingVersionIsLoadedAndTakesNoTraffic() {
    var work = apply(state(1, null, null, 1L));
    loaded(1, ready(1));

    assertThat(work.load()).extracting(v -> v.id()).containsExactly(id(1));
    assertThat(models.routes()).isEmpty();
    assertThat(models.report())
        .extracting(HostedVersion::getState)
        .containsExactly(LoadState.READY);
  }

  @Test
  void trafficMovesWhenTheRegistrySaysSo() {
    apply(state(1, null, null, 1L));
    loaded(1, ready(1));
    apply(state(2, 1L, null, null));

    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 2));
  }

  @Test
  void lateHostServesOnlyWhenItsVersionIsLoaded() {
    apply(state(7, 1L, null, null));
    assertThat(models.routes()).isEmpty();

    loaded(1, ready(1));
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 7));
  }

  @Test
  void oldVersionServesUntilTheNewOneIsLoadedHere() {
    serve(1);
    var work = apply(state(9, 2L, null, null));

    assertThat(work.unload()).isEmpty();
    assertThat(served()).isEqualTo(id(1));

    assertThat(loaded(2, ready(2))).containsExactly(id(1));
    assertThat(served()).isEqualTo(id(2));
  }

  @Test
  void onlyAVersionThatImagesMayWaitForIsAwaited() {
    var first = apply(state(1, null, null, 1L));
    assertThat(first.load()).extracting(VersionToLoad::awaited).containsExactly(false);

    models = new HostedModels();
    var late = apply(state(2, 2L, 1L, null));
    assertThat(late.load()).extracting(VersionToLoad::awaited).containsExactly(true, true);
    loaded(2, ready(2));
    var next = apply(state(3, 2L, 1L, 3L));
    assertThat(next.load()).extracting(VersionToLoad::awaited).containsExactly(false);
  }

  @Test
  void previousVersionStaysLoadedForARollback() {
    serve(1);
    apply(state(3, 1L, null, 2L));
    loaded(2, ready(2));
    var flip = apply(state(4, 2L, 1L, null));
    assertThat(flip.unload()).isEmpty();

    var back = apply(state(5, 1L, null, null));
    assertThat(back.unload()).containsExactly(id(2));
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void lowerSequenceThanSeenIsRefused() {
    serve(1);
    var work = apply(state(1, null, null, 2L));

    assertThat(work.load()).isEmpty();
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void rejectedVersionIsReportedWithItsReasonAndNeverServes() {
    serve(1);
    apply(state(3, 1L, null, 2L));
    loaded(2, new LoadOutcome.Rejected(id(2), "CANARY", "wrong label"));

    HostedVersion report = report(2);
    assertThat(report.getState()).isEqualTo(LoadState.FAILED);
    assertThat(report.getCode()).isEqualTo("CANARY");
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void versionThatIsNoLongerWantedWhenItsLoadEndsIsUnloaded() {
    serve(1);
    apply(state(3, 1L, null, 2L));
    apply(state(4, 1L, null, null));

    assertThat(loaded(2, ready(2))).containsExactly(id(2));
  }

  @Test
  void versionOnTrialIsLoadedAndTakesItsShareOnlyWhenItIsReadyHere() {
    serve(1);
    var work = apply(trial(3, 1L, 2, Arm.CANARY));

    assertThat(work.load()).extracting(VersionToLoad::id).containsExactly(id(2));
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 3));

    loaded(2, ready(2));
    Trial trial = requireNonNull(requireNonNull(models.routes().get("m")).trial());
    assertThat(trial.scorer()).isEqualTo(new Scorer(id(2), "digest-2", 3, Arm.CANARY));
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void versionOnTrialThatFailsHereTakesNoImage() {
    serve(1);
    apply(trial(3, 1L, 2, Arm.CANARY));
    loaded(2, new LoadOutcome.Rejected(id(2), "WARMUP", "no memory"));

    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 3));
  }

  @Test
  void endOfATrialTakesItsTrafficAndItsMemoryBack() {
    serve(1);
    apply(trial(3, 1L, 2, Arm.SHADOW));
    loaded(2, ready(2));
    var back = apply(state(4, 1L, null, null));

    assertThat(back.unload()).containsExactly(id(2));
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 4));
  }

  @Test
  void promotionMovesAllTrafficAtOnceBecauseTheVersionIsReady() {
    serve(1);
    apply(trial(3, 1L, 2, Arm.CANARY));
    loaded(2, ready(2));
    var flip = apply(state(4, 2L, 1L, null));

    assertThat(flip.load()).isEmpty();
    assertThat(flip.unload()).isEmpty();
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(2), "digest-2", 4));
  }

  @Test
  void trialEndsAlsoWhereTheNewStableIsNotReadyHere() {
    serve(1);
    apply(trial(3, 1L, 2, Arm.CANARY));
    loaded(2, ready(2));
    apply(state(4, 3L, null, null));

    Route route = requireNonNull(models.routes().get("m"));
    assertThat(route).isEqualTo(new Route(id(1), "digest-1", 3));
  }

  @Test
  void restartedHostAgreesWithOneThatSawEveryState() {
    serve(1);
    apply(state(3, 1L, null, 2L));
    loaded(2, ready(2));
    apply(trial(4, 1L, 2, Arm.CANARY));
    var restarted = new HostedModels();
    var work = restarted.apply(trial(4, 1L, 2, Arm.CANARY));
    work.load().forEach(order -> restarted.loaded(order, ready(order.id().version())));

    assertThat(restarted.routes()).isEqualTo(models.routes());
    assertThat(restarted.sequences()).isEqualTo(models.sequences()).containsEntry("m", 4L);
  }

  @Test
  void readyOfAVersionThatIsStagedAgainIsReportedWithTheNewSequence() {
    serve(1);
    apply(state(3, 1L, 2L, null));
    loaded(2, ready(2));
    var work = apply(staged(9, 2, 9));

    assertThat(work.load()).isEmpty();
    assertThat(models.sequences()).containsEntry("m", 9L);
    assertThat(report(2).getState()).isEqualTo(LoadState.READY);
  }

  @Test
  void versionThatFailedIsLoadedAnewWhenItIsStagedAgain() {
    serve(1);
    apply(staged(3, 2, 3));
    loaded(2, new LoadOutcome.Rejected(id(2), "MISSING", "no files"));
    assertThat(apply(staged(4, 2, 3)).load()).as("the same rollout").isEmpty();
    var again = apply(staged(6, 2, 6));

    assertThat(again.load()).extracting(VersionToLoad::id).containsExactly(id(2));
    assertThat(report(2).getState()).isEqualTo(LoadState.LOADING);
  }

  @Test
  void endOfAnEarlierLoadSaysNothingAboutTheOneThatIsAskedForNow() {
    serve(1);
    apply(staged(3, 2, 3));
    VersionToLoad earlier = requireNonNull(orders.get(id(2)));
    apply(state(4, 1L, null, null));
    apply(staged(5, 2, 5));

    assertThat(models.loaded(earlier, new LoadOutcome.Rejected(id(2), "MISSING", "no files")))
        .isEmpty();
    assertThat(report(2).getState()).isEqualTo(LoadState.LOADING);
    assertThat(models.loaded(earlier, ready(2))).containsExactly(id(2));
    loaded(2, ready(2));
    assertThat(report(2).getState()).isEqualTo(LoadState.READY);
  }

  private HostedModels.Work apply(ModelState state) {
    HostedModels.Work work = models.apply(state);
    work.load().forEach(order -> orders.put(order.id(), order));
    return work;
  }

  private List<VersionId> loaded(long version, LoadOutcome outcome) {
    return models.loaded(requireNonNull(orders.get(id(version))), outcome);
  }

  private HostedVersion report(long version) {
    return models.report().stream()
        .filter(v -> v.getVersion() == version)
        .findFirst()
        .orElseThrow();
  }

  private VersionId served() {
    return requireNonNull(models.routes().get("m")).id();
  }

  private void serve(long version) {
    apply(state(1, null, null, version));
    loaded(version, ready(version));
    apply(state(2, version, null, null));
  }

  private static VersionId id(long version) {
    return new VersionId("m", version);
  }

  private static LoadOutcome ready(long version) {
    return new LoadOutcome.Ready(id(version), "cpu", 10, 1, 1, 1000);
  }

  private static ModelState state(
      long sequence, @Nullable Long stable, @Nullable Long previous, @Nullable Long staging) {
    return building(sequence, stable, previous, staging).build();
  }

  private static ModelState.Builder building(
      long sequence, @Nullable Long stable, @Nullable Long previous, @Nullable Long staging) {
    List<VersionState> versions =
        LongStream.rangeClosed(1, 3)
            .mapToObj(
                version ->
                    VersionState.newBuilder()
                        .setVersion(version)
                        .setDigest("digest-" + version)
                        .setStatus(VersionStatus.PUBLISHED)
                        .setPublishedAt(Instant.EPOCH)
                        .setPublishedBy("test")
                        .setManifest("{}")
                        .setArtifacts(List.of())
                        .build())
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

  private static ModelState trial(long sequence, Long stable, long version, Arm arm) {
    return building(sequence, stable, null, null)
        .setCandidate(new Candidate(version, arm, 100, "salt", ArmKey.IMAGE))
        .build();
  }

  private static ModelState staged(long sequence, long version, long stagedSequence) {
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
