package io.millrace.job.serving;

import io.millrace.avro.ArtifactRef;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions that wait for their files. For one thread.
 *
 * <p>A version's state and its files come over two topics, so either can be first; a version whose
 * files have not all come within a minute is given up as MISSING.
 */
final class ArtifactInbox {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private record Waiting(VersionToLoad version, long sinceNanos) {}

  /** A version that need not wait any longer. */
  sealed interface Arrival {

    /** The version. */
    VersionToLoad version();

    /** Its files are in a directory. */
    record Complete(VersionToLoad version, Path directory) implements Arrival {}

    /** Its files are missing or are not what was published. */
    record Refused(VersionToLoad version, String code, String reason) implements Arrival {}
  }

  private final Path root;
  private final ArtifactStore store = new ArtifactStore();
  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * Keeps files below a directory.
   *
   * @param root where the versions' directories are made
   */
  ArtifactInbox(Path root) {
    this.root = root;
  }

  void put(String key, byte @Nullable [] part) {
    store.put(key, part);
  }

  void await(VersionToLoad version, long nowNanos) {
    waiting.add(new Waiting(version, nowNanos));
  }

  /** Takes out what has arrived or waited too long. */
  List<Arrival> arrivals(long nowNanos) {
    List<Arrival> arrived = new ArrayList<>();
    waiting.removeIf(
        candidate -> {
          List<ArtifactRef> refs = candidate.version().version().getArtifacts();
          boolean complete = refs.stream().allMatch(store::has);
          boolean late = nowNanos - candidate.sinceNanos() > PATIENCE.toNanos();
          if (complete || late) {
            arrived.add(unpack(candidate.version()));
          }
          return complete || late;
        });
    return arrived;
  }

  private Arrival unpack(VersionToLoad version) {
    Path directory =
        root.resolve(version.id().model()).resolve(String.valueOf(version.id().version()));
    try {
      for (ArtifactRef ref : version.version().getArtifacts()) {
        Path file = directory.resolve(ref.getPath()).normalize();
        if (!file.startsWith(directory)) {
          throw new ArtifactException(
              "EXTERNAL_DATA", "%s leads out of the version's directory.".formatted(ref.getPath()));
        }
        Files.createDirectories(file.getParent());
        Files.write(file, store.read(ref));
      }
      Path manifest = directory.resolve("model.json");
      Files.createDirectories(directory);
      Files.writeString(manifest, version.version().getManifest(), StandardCharsets.UTF_8);
      return new Arrival.Complete(version, directory);
    } catch (ArtifactException e) {
      return new Arrival.Refused(version, e.code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not write the files of %s to %s".formatted(version.id(), directory), e);
    }
  }
}
