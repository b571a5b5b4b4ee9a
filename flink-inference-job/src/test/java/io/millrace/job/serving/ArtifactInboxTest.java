package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.model.VersionId;
import io.millrace.job.serving.ArtifactInbox.Arrival;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.schemas.artifact.ArtifactParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactInboxTest {

  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path root;
  private ArtifactInbox inbox;

  @BeforeEach
  void create() {
    inbox = new ArtifactInbox(root);
  }

  @Test
  void versionIsUnpackedWhenItsLastPartComes() throws Exception {
    var packed = ArtifactParts.pack("model.onnx", CONTENT);
    inbox.await(version(packed.ref()), 0);
    assertThat(inbox.arrivals(1)).isEmpty();

    inbox.put(ArtifactParts.key(packed.ref().getSha256(), 0), packed.parts().get(0));
    Arrival.Complete arrival = (Arrival.Complete) inbox.arrivals(2).get(0);

    assertThat(Files.readAllBytes(arrival.directory().resolve("model.onnx"))).isEqualTo(CONTENT);
    assertThat(Files.readString(arrival.directory().resolve("model.json"))).isEqualTo("{}");
    assertThat(inbox.arrivals(3)).isEmpty();
  }

  @Test
  void filesThatCameBeforeTheStateCount() {
    var packed = ArtifactParts.pack("model.onnx", CONTENT);
    inbox.put(ArtifactParts.key(packed.ref().getSha256(), 0), packed.parts().get(0));
    inbox.await(version(packed.ref()), 0);

    assertThat(inbox.arrivals(1)).singleElement().isInstanceOf(Arrival.Complete.class);
  }

  @Test
  void versionWhoseFilesDoNotComeIsRefusedAsMissing() {
    inbox.await(version(ArtifactParts.pack("model.onnx", CONTENT).ref()), 0);

    Arrival arrival = inbox.arrivals(Duration.ofMinutes(2).toNanos()).get(0);
    assertThat(((Arrival.Refused) arrival).code()).isEqualTo("MISSING");
  }

  @Test
  void bytesOfAnotherFileAreRefused() {
    ArtifactRef ref = ArtifactParts.pack("model.onnx", CONTENT).ref();
    byte[] other = ArtifactParts.pack("model.onnx", new byte[] {4, 5, 6}).parts().get(0);
    inbox.put(ArtifactParts.key(ref.getSha256(), 0), other);
    inbox.await(version(ref), 0);

    assertThat(((Arrival.Refused) inbox.arrivals(1).get(0)).code()).isEqualTo("DIGEST");
  }

  @Test
  void pathThatLeadsOutOfTheVersionIsRefused() {
    var packed = ArtifactParts.pack("../../escape", CONTENT);
    inbox.put(ArtifactParts.key(packed.ref().getSha256(), 0), packed.parts().get(0));
    inbox.await(version(packed.ref()), 0);

    assertThat(((Arrival.Refused) inbox.arrivals(1).get(0)).code()).isEqualTo("EXTERNAL_DATA");
    assertThat(root.resolveSibling("escape")).doesNotExist();
  }

  private static VersionToLoad version(ArtifactRef ref) {
    return new VersionToLoad(
        new VersionId("m", 1),
        VersionState.newBuilder()
            .setVersion(1)
            .setDigest(ref.getSha256())
            .setStatus(VersionStatus.STAGING)
            .setPublishedAt(Instant.EPOCH)
            .setPublishedBy("test")
            .setManifest("{}")
            .setArtifacts(List.of(ref))
            .build(),
        1);
  }
}
