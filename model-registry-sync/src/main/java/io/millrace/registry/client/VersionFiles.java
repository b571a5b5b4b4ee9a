package io.millrace.registry.client;

import io.millrace.registry.decision.Manifest;
import io.millrace.registry.decision.Manifest.InvalidManifestException;
import io.millrace.registry.decision.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version as it lies on disk: {@code model.onnx}, {@code model.json} and what else is there.
 *
 * @param model name that model.json gives
 * @param version number that model.json gives
 * @param manifest text of model.json
 * @param files every file below the directory but hidden ones, sorted
 */
public record VersionFiles(
    Path directory, String model, long version, String manifest, List<Path> files) {

  /**
   * Looks at a directory.
   *
   * @throws InvalidVersionException if it cannot be a version
   */
  public static VersionFiles in(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidVersionException(directory + " is not a directory.");
    }
    List<Path> files = list(directory);
    for (String needed : List.of("model.onnx", "model.json")) {
      if (!files.contains(directory.resolve(needed))) {
        throw new InvalidVersionException("%s has no %s.".formatted(directory, needed));
      }
    }
    String text = text(directory.resolve("model.json"));
    Manifest manifest = parse(directory, text);
    return new VersionFiles(directory, manifest.model(), manifest.version(), text, files);
  }

  private static Manifest parse(Path directory, String text) {
    try {
      Manifest manifest = Manifest.parse(text);
      if (!Names.isModel(manifest.model()) || manifest.version() < 1) {
        throw new InvalidVersionException(
            "%s names model '%s' version %d; a name has letters, digits, dots, dashes and underscores, and a version is 1 or more."
                .formatted(directory.resolve("model.json"), manifest.model(), manifest.version()));
      }
      return manifest;
    } catch (InvalidManifestException e) {
      throw new InvalidVersionException("%s: %s".formatted(directory, e.getMessage()));
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !isHidden(directory.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidVersionException("Cannot read %s: %s".formatted(directory, e.getMessage()));
    }
  }

  private static boolean isHidden(Path file) {
    return Stream.iterate(0, i -> i < file.getNameCount(), i -> i + 1)
        .anyMatch(i -> file.getName(i).toString().startsWith("."));
  }

  private static String text(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidVersionException(file + " is not UTF-8.");
    } catch (IOException e) {
      throw new InvalidVersionException("Cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Path of one of the files as hosts will see it: below the directory, with forward slashes. */
  String pathOf(Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }
}
