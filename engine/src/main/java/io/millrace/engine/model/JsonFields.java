package io.millrace.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object. Collects problems in a list shared with its siblings and goes on
 * with a stand-in value, so that one reading finds them all; fields that nobody asked for are
 * reported by {@link #end}.
 */
final class JsonFields {

  private final @Nullable JsonNode object;
  private final String path;
  private final List<String> problems;
  private final Set<String> asked = new HashSet<>();

  JsonFields(@Nullable JsonNode object, String path, List<String> problems) {
    this.object = object != null && object.isObject() ? object : null;
    this.path = path;
    this.problems = problems;
    if (object != null && this.object == null) {
      problem((path.isEmpty() ? "the file" : path) + " is not an object");
    }
  }

  void problem(String text) {
    problems.add(text);
  }

  boolean has(String name) {
    return object != null && object.hasNonNull(name);
  }

  JsonFields object(String name) {
    return new JsonFields(field(name), path + name + ".", problems);
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> fields = new ArrayList<>();
    for (JsonNode element : array(name)) {
      fields.add(new JsonFields(element, path + name + "[" + fields.size() + "].", problems));
    }
    return fields;
  }

  String text(String name) {
    JsonNode value = required(name);
    if (value == null) {
      return "";
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      problem(path + name + " is not a text");
    }
    return value.asText();
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : note(name, otherwise);
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isTextual()) {
        problem(path + name + "[" + texts.size() + "] is not a text");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  long whole(String name, long low, long high) {
    JsonNode value = required(name);
    if (value == null) {
      return low;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < low
        || value.longValue() > high) {
      problem(path + name + " is not a whole number from " + low + " to " + high);
      return low;
    }
    return value.longValue();
  }

  int whole(String name, int low, int high, int otherwise) {
    return has(name) ? (int) whole(name, low, high) : note(name, otherwise);
  }

  double number(String name, double otherwise) {
    return has(name) ? finite(field(name), path + name) : note(name, otherwise);
  }

  /** One number for all channels or one for each. */
  List<Double> perChannel(String name, int channels, double otherwise) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : array(name)) {
      numbers.add(finite(element, path + name + "[" + numbers.size() + "]"));
    }
    if (numbers.isEmpty()) {
      numbers.add(otherwise);
    }
    if (numbers.size() != 1 && numbers.size() != channels) {
      problem(path + name + " needs 1 or " + channels + " numbers, not " + numbers.size());
    }
    while (numbers.size() < channels) {
      numbers.add(numbers.get(0));
    }
    return numbers;
  }

  /** The constant whose name is the text in lower case, {@code -} for {@code _}. */
  <E extends Enum<E>> E choice(String name, Class<E> type, @Nullable E otherwise) {
    if (otherwise != null && !has(name)) {
      return note(name, otherwise);
    }
    String text = text(name);
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (spelled(constant).equalsIgnoreCase(text)) {
        return constant;
      }
    }
    if (!text.isEmpty()) {
      List<String> words = Arrays.stream(constants).map(JsonFields::spelled).toList();
      problem(path + name + " is '" + text + "', not one of " + String.join(", ", words));
    }
    return constants[0];
  }

  /** Reports the fields that nobody asked for. */
  void end() {
    if (object != null) {
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!asked.contains(name)) {
                  problem("unknown key " + path + name);
                }
              });
    }
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double finite(@Nullable JsonNode value, String where) {
    if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
      problem(where + " is not a finite number");
      return 1;
    }
    return value.doubleValue();
  }

  private Iterable<JsonNode> array(String name) {
    JsonNode value = field(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      problem(path + name + " is not a list");
      return List.of();
    }
    return value;
  }

  private @Nullable JsonNode required(String name) {
    JsonNode value = field(name);
    if (value == null) {
      problem(path + name + " is missing");
    }
    return value;
  }

  private @Nullable JsonNode field(String name) {
    asked.add(name);
    return object != null && object.hasNonNull(name) ? object.get(name) : null;
  }

  private <T> T note(String name, T otherwise) {
    asked.add(name);
    return otherwise;
  }
}
