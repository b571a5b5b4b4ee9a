package io.millrace.job.serving;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.VersionState;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.ArtifactReader;
import io.millrace.schemas.artifact.LocationReader;
import io.millrace.schemas.artifact.PartLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings the files of a version to the disk, from {@code model-artifacts} or from where they lie.
 */
final class VersionFetch {

  private final Supplier<PartLog> topic;
  private final LocationReader locations = new LocationReader();

  /**
   * A way to files.
   *
   * @param topic opens {@code model-artifacts}; closed after each version
   */
  VersionFetch(Supplier<PartLog> topic) {
    this.topic = topic;
  }

  /**
   * Brings all of them.
   *
   * @throws ArtifactException a file is missing or not what was published
   */
  void bring(VersionState version, Path directory) throws IOException, InterruptedException {
    Map<ArtifactRef, Path> inTopic = new HashMap<>();
    Files.createDirectories(directory);
    for (ArtifactRef ref : version.getArtifacts()) {
      Path file = directory.resolve(ref.getPath()).normalize();
      if (!file.startsWith(directory)) {
        throw new EscapeException(ref.getPath() + " leads out of the version's directory.");
      }
      Files.createDirectories(file.getParent());
      String location = ref.getLocation();
      if (location == null) {
        inTopic.put(ref, file);
      } else {
        locations.read(ref, location, file);
      }
    }
    if (!inTopic.isEmpty()) {
      try (ArtifactReader reader = new ArtifactReader(topic.get())) {
        reader.restore(inTopic);
      }
    }
    Files.writeString(
        directory.resolve("model.json"), version.getManifest(), StandardCharsets.UTF_8);
  }

  /** A path that leads elsewhere. */
  static final class EscapeException extends IOException {
    private static final long serialVersionUID = 1L;

    EscapeException(String message) {
      super(message);
    }
  }
}
