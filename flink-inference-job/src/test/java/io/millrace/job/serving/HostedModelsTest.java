package io.millrace.job.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostedModelsTest {

  private final HostedModels models = new HostedModels();

  @Test
  void stagingVersionIsLoadedAndTakesNoTraffic() {
    var work = models.apply(state(1, null, null, 1L));
    models.loaded(id(1), ready(1));

    assertThat(work.load()).extracting(v -> v.id()).containsExactly(id(1));
    assertThat(models.routes()).isEmpty();
    assertThat(models.report())
        .extracting(HostedVersion::getState)
        .containsExactly(LoadState.READY);
  }

  @Test
  void trafficMovesWhenTheRegistrySaysSo() {
    models.apply(state(1, null, null, 1L));
    models.loaded(id(1), ready(1));
    models.apply(state(2, 1L, null, null));

    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 2));
  }

  @Test
  void lateHostServesOnlyWhenItsVersionIsLoaded() {
    models.apply(state(7, 1L, null, null));
    assertThat(models.routes()).isEmpty();

    models.loaded(id(1), ready(1));
    assertThat(models.routes().get("m")).isEqualTo(new Route(id(1), "digest-1", 7));
  }

  @Test
  void oldVersionServesUntilTheNewOneIsLoadedHere() {
    serve(1);
    var work = models.apply(state(9, 2L, null, null));

    assertThat(work.unload()).isEmpty();
    assertThat(served()).isEqualTo(id(1));

    assertThat(models.loaded(id(2), ready(2))).containsExactly(id(1));
    assertThat(served()).isEqualTo(id(2));
  }

  @Test
  void previousVersionStaysLoadedForARollback() {
    serve(1);
    models.apply(state(3, 1L, null, 2L));
    models.loaded(id(2), ready(2));
    var flip = models.apply(state(4, 2L, 1L, null));
    assertThat(flip.unload()).isEmpty();

    var back = models.apply(state(5, 1L, null, null));
    assertThat(back.unload()).containsExactly(id(2));
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void lowerSequenceThanSeenIsRefused() {
    serve(1);
    var work = models.apply(state(1, null, null, 2L));

    assertThat(work.load()).isEmpty();
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void rejectedVersionIsReportedWithItsReasonAndNeverServes() {
    serve(1);
    models.apply(state(3, 1L, null, 2L));
    models.loaded(id(2), new LoadOutcome.Rejected(id(2), "CANARY", "wrong label"));

    HostedVersion report =
        models.report().stream().filter(v -> v.getVersion() == 2).findFirst().orElseThrow();
    assertThat(report.getState()).isEqualTo(LoadState.FAILED);
    assertThat(report.getCode()).isEqualTo("CANARY");
    assertThat(served()).isEqualTo(id(1));
  }

  @Test
  void versionThatIsNoLongerWantedWhenItsLoadEndsIsUnloaded() {
    serve(1);
    models.apply(state(3, 1L, null, 2L));
    models.apply(state(4, 1L, null, null));

    assertThat(models.loaded(id(2), ready(2))).containsExactly(id(2));
  }

  private VersionId served() {
    return requireNonNull(models.routes().get("m")).id();
  }

  private void serve(long version) {
    models.apply(state(1, null, null, version));
    models.loaded(id(version), ready(version));
    models.apply(state(2, version, null, null));
  }

  private static VersionId id(long version) {
    return new VersionId("m", version);
  }

  private static LoadOutcome ready(long version) {
    return new LoadOutcome.Ready(id(version), "cpu", 10, 1, 1, 1000);
  }

  private static ModelState state(
      long sequence, @Nullable Long stable, @Nullable Long previous, @Nullable Long staging) {
    List<VersionState> versions =
        LongStream.rangeClosed(1, 2)
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
        .setVersions(versions)
        .build();
  }
}
