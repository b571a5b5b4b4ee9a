package io.millrace.engine.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which operators ran where, from a profile that ONNX Runtime wrote.
 *
 * @param operators by provider and type of operator, how many ran
 */
record ProviderUse(Map<String, Map<String, Long>> operators) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static ProviderUse read(Path profile) throws IOException {
    Map<String, Map<String, Long>> operators = new TreeMap<>();
    for (JsonNode event : JSON.readTree(profile.toFile())) {
      String provider = event.path("args").path("provider").asText();
      boolean kernel = event.path("name").asText().endsWith("_kernel_time");
      if (kernel && !provider.isEmpty()) {
        String operator = event.path("args").path("op_name").asText();
        operators.computeIfAbsent(provider, p -> new TreeMap<>()).merge(operator, 1L, Long::sum);
      }
    }
    return new ProviderUse(operators);
  }

  /** How many ran on a provider. */
  long operators(String provider) {
    return operators.getOrDefault(provider, Map.of()).values().stream().mapToLong(n -> n).sum();
  }

  @Override
  public String toString() {
    return operators.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
