package io.millrace.cli.reprocess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the cluster of one run writes, and its log. */
record RunFolder(Path path) {

  static RunFolder create() {
    try {
      return new RunFolder(Files.createTempDirectory("millrace-reprocess-"));
    } catch (IOException e) {
      throw new UncheckedIOException("No folder could be made in java.io.tmpdir", e);
    }
  }

  Path log() {
    return path.resolve("reprocess.log");
  }

  Path flink() {
    return path.resolve("flink");
  }

  void delete() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not remove " + path, e);
    }
  }
}
