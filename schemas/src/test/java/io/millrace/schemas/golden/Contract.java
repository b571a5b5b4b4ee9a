package io.millrace.schemas.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas as they are written, not as they were generated. */
public final class Contract {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", "."), "src", "main", "avro");

  private Contract() {}

  /** Names of all the schemas. */
  public static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (var files = Files.newDirectoryStream(DIRECTORY, "*.avsc")) {
      files.forEach(file -> names.add(file.getFileName().toString().replace(".avsc", "")));
    }
    return names;
  }

  /** A schema; those that use {@code ArtifactRef} know it. */
  public static Schema schema(String name) throws IOException {
    var parser = new Schema.Parser();
    Schema reference = parser.parse(Files.readString(DIRECTORY.resolve("ArtifactRef.avsc")));
    return name.equals(reference.getName())
        ? reference
        : parser.parse(Files.readString(DIRECTORY.resolve(name + ".avsc")));
  }
}
