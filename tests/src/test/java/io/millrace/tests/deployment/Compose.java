package io.millrace.tests.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml} as it is where no variable is set. */
record Compose(JsonNode root) {

  private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

  static Compose read() {
    String text = WITH_DEFAULT.matcher(Repository.read("docker-compose.yml")).replaceAll("$2");
    return new Compose(new ObjectMapper().valueToTree(new Yaml().load(text)));
  }

  Map<String, Service> services() {
    Map<String, Service> services = new LinkedHashMap<>();
    root.path("services")
        .properties()
        .forEach(entry -> services.put(entry.getKey(), new Service(entry.getValue())));
    return services;
  }

  Service service(String name) {
    return Optional.ofNullable(services().get(name))
        .orElseThrow(() -> new AssertionError("docker-compose.yml has no service " + name));
  }

  /** Keys of a top-level section: {@code volumes}, {@code networks}. */
  List<String> declared(String section) {
    return names(root.path(section));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** One service. */
  record Service(JsonNode node) {

    String image() {
      return node.path("image").asText();
    }

    String environment(String name) {
      return node.path("environment").path(name).asText();
    }

    String buildArg(String name) {
      return node.path("build").path("args").path(name).asText();
    }

    /** Stage of the Dockerfile, empty where the image is somebody else's. */
    String target() {
      return node.path("build").path("target").asText();
    }

    List<String> list(String field) {
      JsonNode value = node.path(field);
      if (value.isObject()) {
        return names(value);
      }
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return items;
    }

    /** Sources of the volumes that are named, not folders of this machine. */
    List<String> namedVolumes() {
      return list("volumes").stream()
          .map(volume -> volume.split(":", 2)[0])
          .filter(Predicate.not(source -> source.startsWith(".") || source.startsWith("/")))
          .toList();
    }

    List<Port> ports() {
      return list("ports").stream().map(Port::parse).toList();
    }

    /** Value of {@code --name=value} in the command. */
    Optional<String> option(String name) {
      return list("command").stream()
          .filter(argument -> argument.startsWith(name + "="))
          .map(argument -> argument.substring(name.length() + 1))
          .findFirst();
    }

    /** Names of the options of a command, those of a Flink entry point left out. */
    List<String> options() {
      return list("command").stream()
          .filter(argument -> argument.startsWith("--") && argument.contains("="))
          .map(argument -> argument.substring(0, argument.indexOf('=')))
          .toList();
    }
  }

  /** {@code address:host:container}. */
  record Port(String address, String host, String container) {

    static Port parse(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 3) {
        throw new AssertionError("Not address:host:container: " + text);
      }
      return new Port(parts[0], parts[1], parts[2]);
    }
  }

  /** A comma-separated list of {@code NAME://host:port} as Kafka writes its listeners. */
  static Map<String, String> listeners(String text) {
    Map<String, String> listeners = new LinkedHashMap<>();
    Stream<String[]> pairs = Arrays.stream(text.split(",", -1)).map(part -> part.split("://", 2));
    pairs.forEach(pair -> listeners.put(pair[0], pair[1]));
    return listeners;
  }
}
