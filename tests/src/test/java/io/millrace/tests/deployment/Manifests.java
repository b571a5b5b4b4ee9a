package io.millrace.tests.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The Kubernetes manifests of {@code deploy/kubernetes}. */
record Manifests(Path root) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Manifests read() {
    return new Manifests(Repository.path("deploy/kubernetes"));
  }

  /** Every YAML file, by its path below the root. */
  List<Path> files() {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(file -> file.toString().endsWith(".yaml")).map(root::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file. */
  List<JsonNode> documents(Path file) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      String text = Files.readString(root.resolve(file));
      new Yaml().loadAll(text).forEach(document -> documents.add(JSON.valueToTree(document)));
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one object of that kind and name in the base. */
  JsonNode base(String kind, String name) {
    return files().stream()
        .filter(file -> file.startsWith("base"))
        .flatMap(file -> documents(file).stream())
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("The base has no %s %s".formatted(kind, name)));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
