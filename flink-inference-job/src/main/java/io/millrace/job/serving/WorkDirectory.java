package io.millrace.job.serving;

import io.millrace.engine.model.VersionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A directory for unpacked versions that lives as long as its host. */
record WorkDirectory(Path path) implements AutoCloseable {

  static WorkDirectory create() {
    try {
      return new WorkDirectory(Files.createTempDirectory("millrace-models-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No directory for model files could be made in java.io.tmpdir", e);
    }
  }

  /** A directory for one attempt to bring a version's files; it does not exist yet. */
  Path next(VersionId id) {
    String unique = UUID.randomUUID().toString().substring(0, 8);
    return path.resolve(id.model()).resolve(id.version() + "-" + unique);
  }

  /** Removes a directory below it with all that is in it. */
  void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not remove " + directory, e);
    }
  }

  @Override
  public void close() {
    delete(path);
  }
}
