package io.millrace.job.serving;

import static io.millrace.job.serving.StatesOfAModel.building;
import static io.millrace.job.serving.StatesOfAModel.id;
import static io.millrace.job.serving.StatesOfAModel.ready;
import static io.millrace.job.serving.StatesOfAModel.staged;
import static io.millrace.job.serving.StatesOfAModel.state;
import static io.millrace.job.serving.StatesOfAModel.trial;
import static io.millrace.job.serving.StatesOfAModel.version;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.schemas.RegistrySequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  void m5LowerSequenceThanSeenIsRefusedHoweverWellItIsSigned() {
    serve(1);
    ModelState older = state(1, null, null, 2L);

    assertThat(models.problem(older)).hasValueSatisfying(p -> assertThat(p).startsWith("ROLLBACK"));
    assertThat(apply(older).load()).isEmpty();
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void m5OlderVersionReturnsUnderAHigherSequence() {
    serve(1);
    apply(state(3, 1L, null, 2L));
    loaded(2, ready(2));
    apply(state(4, 2L, 1L, null));
    ModelState back = state(5, 1L, null, null);

    assertThat(models.problem(back)).isEmpty();
    apply(back);
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void m6AnotherStateUnderASequenceThatWasSeenIsRefused() {
    serve(1);
    ModelState other = state(2, 2L, null, null);

    assertThat(models.problem(other))
        .hasValueSatisfying(p -> assertThat(p).startsWith("EQUIVOCATION"));
    assertThat(apply(other).load()).isEmpty();
    assertThat(models.problem(state(2, 1L, null, null))).as("the same once more").isEmpty();
  }

  @Test
  void m6OtherFilesUnderANumberThatIsLoadedAreNotTaken() {
    serve(1);
    List<VersionState> versions = List.of(version(1, "another"), version(2, "digest-2"));
    ModelState next = building(3, 1L, null, null).setVersions(versions).build();

    assertThat(apply(next).load()).isEmpty();
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 3));
    assertThat(report(1).getDigest()).isEqualTo("digest-1");
  }

  @Test
  void m6SequenceAfterWhichNoneCouldFollowIsRefused() {
    serve(1);
    for (long sequence : new long[] {Long.MAX_VALUE, RegistrySequence.HIGHEST + 1, 0, -1}) {
      ModelState forged = state(sequence, null, null, 2L);
      assertThat(models.problem(forged))
          .hasValueSatisfying(p -> assertThat(p).startsWith("SEQ_RANGE"));
      assertThat(apply(forged).load()).isEmpty();
    }
    assertThat(apply(state(3, 1L, null, 2L)).load()).as("the real one is heard").hasSize(1);
  }

  @Test
  void k12StateThatNamesNoVersionInServiceLeavesTheOneThatServes() {
    serve(1);
    var work = apply(state(3, null, null, null));

    assertThat(work.unload()).isEmpty();
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void k13CompactedTopicLeadsWhereTheWholeOneDoes() {
    var whole = new HostedModels();
    for (ModelState state :
        List.of(
            state(1, null, null, 1L),
            state(2, 1L, null, null),
            state(3, 1L, null, 2L),
            state(4, 2L, 1L, null))) {
      whole.apply(state).load().forEach(v -> whole.loaded(v, ready(v.id().version())));
    }

    var work = apply(state(4, 2L, 1L, null));
    work.load().forEach(order -> models.loaded(order, ready(order.id().version())));

    assertThat(models.routes()).isEqualTo(whole.routes());
    assertThat(models.sequences()).isEqualTo(whole.sequences());
    assertThat(models.problem(state(3, 1L, null, 2L))).as("no way back").isPresent();
  }

  @Test
  void k14OfABurstOfStatesOnlyWhatTheLastOneWantsStaysHere() {
    serve(1);
    for (int n = 0; n < 10_000; n++) {
      apply(state(3 + n, 1L, null, n % 2 == 0 ? 2L : 3L));
    }

    assertThat(loaded(3, ready(3))).as("the last one wants it").isEmpty();
    assertThat(models.report())
        .extracting(HostedVersion::getVersion)
        .containsExactlyInAnyOrder(1L, 3L);
    assertThat(models.sequences()).containsEntry("m", 10_002L);
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
}
