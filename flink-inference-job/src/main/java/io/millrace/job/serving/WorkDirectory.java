package io.millrace.job.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not remove " + path, e);
    }
  }
}
