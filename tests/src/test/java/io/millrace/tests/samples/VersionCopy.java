package io.millrace.tests.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A version of a model under another number. */
public final class VersionCopy {

  private VersionCopy() {}

  /**
   * Copies it.
   *
   * @param source its directory
   * @param target does not exist yet
   */
  public static Path of(Path source, long number, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(source)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path copy = target.resolve(source.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(file, copy);
      }
    }
    Path manifest = target.resolve("model.json");
    String json = Files.readString(manifest);
    Files.writeString(manifest, json.replaceFirst("\"version\": *\\d+", "\"version\": " + number));
    return target;
  }
}
