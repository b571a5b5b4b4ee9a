package io.millrace.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images on disk.
 *
 * @param images image files in the order of the arguments, sorted within a directory
 * @param others files that are left out because of their name's ending
 */
public record ImageFiles(List<Path> images, List<Path> others) {

  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png");

  /**
   * Finds the images among files and below directories; hidden files are passed over. A file that
   * is named itself is taken whatever its ending, for its bytes decide.
   *
   * @throws IOException if one of them is not there or cannot be read
   */
  public static ImageFiles in(Collection<Path> filesAndDirectories) throws IOException {
    List<Path> images = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path path : filesAndDirectories) {
      if (Files.isDirectory(path)) {
        for (Path file : below(path)) {
          (hasImageEnding(file) ? images : others).add(file);
        }
      } else if (Files.isReadable(path)) {
        images.add(path);
      } else {
        throw new IOException(
            "Cannot read %s: there is no such file, or it is not ours to read.".formatted(path));
      }
    }
    return new ImageFiles(List.copyOf(images), List.copyOf(others));
  }

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !name(file).startsWith("."))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException("Cannot read below %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static boolean hasImageEnding(Path file) {
    String name = name(file);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return ENDINGS.contains(ending.toLowerCase(Locale.ROOT));
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * Source of an image: what the caller says, else the name of the file's directory.
   *
   * @param given name for all images; null: each after its directory
   */
  public static String source(Path file, @Nullable String given) {
    if (given != null) {
      return given;
    }
    Path parent = file.toAbsolutePath().normalize().getParent();
    String name = parent == null ? "" : name(parent);
    return name.isEmpty() ? "files" : name;
  }

  /** Reads a file as an image of its source. */
  public static Image read(Path file, @Nullable String source) throws IOException {
    return Image.of(source(file, source), Files.readAllBytes(file));
  }
}
