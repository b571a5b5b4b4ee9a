package io.millrace.schemas.golden;

import io.millrace.schemas.serde.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One kept generation of the contract: a directory with each schema as it was, and per sample the
 * Avro body ({@code .bin}) and its values ({@code .json}).
 */
record GoldenVersion(int number, Path directory) {

  static final Path ROOT =
      Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "golden");

  /** All generations, oldest first. */
  static List<GoldenVersion> all() throws IOException {
    List<GoldenVersion> versions = new ArrayList<>();
    if (Files.isDirectory(ROOT)) {
      try (var directories = Files.newDirectoryStream(ROOT, "v*")) {
        directories.forEach(
            directory ->
                versions.add(
                    new GoldenVersion(
                        Integer.parseInt(directory.getFileName().toString().substring(1)),
                        directory)));
      }
    }
    versions.sort(Comparator.comparingInt(GoldenVersion::number));
    return versions;
  }

  static GoldenVersion newest() throws IOException {
    List<GoldenVersion> all = all();
    return all.get(all.size() - 1);
  }

  /** Names of the samples that it keeps. */
  List<String> samples() throws IOException {
    List<String> names = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "*.bin")) {
      files.forEach(file -> names.add(file.getFileName().toString().replace(".bin", "")));
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  Schema schema(String sample) throws IOException {
    return new Schema.Parser().parse(Files.readString(file(schemaName(sample), ".avsc")));
  }

  byte[] body(String sample) throws IOException {
    return Files.readAllBytes(file(sample, ".bin"));
  }

  String json(String sample) throws IOException {
    return Files.readString(file(sample, ".json"));
  }

  private Path file(String name, String extension) {
    return directory.resolve(name + extension);
  }

  /** The files of today's contract by name. */
  static Map<String, byte[]> today() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (var sample : Samples.all().entrySet()) {
      SpecificRecordBase value = sample.getValue();
      Schema schema = Contract.schema(schemaName(sample.getKey()));
      files.put(
          schemaName(sample.getKey()) + ".avsc",
          bytes(SchemaFormatter.format("json/pretty", schema) + "\n"));
      files.put(sample.getKey() + ".bin", Wire.body(value));
      files.put(sample.getKey() + ".json", bytes(Json.of(value) + "\n"));
    }
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String schemaName(String sample) {
    return sample.replaceFirst("-.*", "");
  }
}
