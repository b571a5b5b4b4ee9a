package io.millrace.registry.watch;

import io.millrace.engine.model.VersionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directory as one look finds it. */
final class Repository {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /** A version's directory, and what of its files changes when they do: paths, sizes, times. */
  record Found(Path directory, Map<String, String> files) {}

  private Repository() {}

  /**
   * Looks. What is no number is no version: people copy to a name of another kind and rename.
   *
   * @throws IOException the directory cannot be read; nothing may be concluded from that
   */
  static Map<VersionId, Found> look(Path directory) throws IOException {
    Map<VersionId, Found> found =
        new TreeMap<>(Comparator.comparing(VersionId::model).thenComparing(VersionId::version));
    for (Path model : folders(directory)) {
      for (Path version : folders(model)) {
        String number = String.valueOf(version.getFileName());
        if (NUMBER.matcher(number).matches()) {
          VersionId id = new VersionId(String.valueOf(model.getFileName()), Long.parseLong(number));
          found.put(id, new Found(version, files(version)));
        }
      }
    }
    return found;
  }

  private static List<Path> folders(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory)
          .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(file).toString(),
            Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    } catch (UncheckedIOException e) {
      throw new IOException("It changed under the look: " + e.getMessage(), e);
    }
    return files;
  }
}
