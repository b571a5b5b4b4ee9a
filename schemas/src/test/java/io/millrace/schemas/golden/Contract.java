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

  // Those whose types others use, in the order of the build's imports.
  private static final List<String> SHARED =
      List.of("Signature", "ArtifactRef", "Prediction", "ModelCommand");

  private Contract() {}

  /** Names of all the schemas. */
  public static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (var files = Files.newDirectoryStream(DIRECTORY, "*.avsc")) {
      files.forEach(file -> names.add(file.getFileName().toString().replace(".avsc", "")));
    }
    return names;
  }

  /** A schema; it knows those that it builds on. */
  public static Schema schema(String name) throws IOException {
    var parser = new Schema.Parser();
    for (String shared : SHARED) {
      Schema schema = read(parser, shared);
      if (name.equals(shared)) {
        return schema;
      }
    }
    return read(parser, name);
  }

  private static Schema read(Schema.Parser parser, String name) throws IOException {
    return parser.parse(Files.readString(DIRECTORY.resolve(name + ".avsc")));
  }
}
