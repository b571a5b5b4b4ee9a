package io.millrace.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas are the manual of the topics: nothing in them goes without a word. */
class SchemaDocTest {

  static Stream<String> names() throws IOException {
    return Contract.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecordEnumAndFieldSaysWhatItIs(String name) throws IOException {
    List<String> silent = new ArrayList<>();
    visit(Contract.schema(name), silent, new HashSet<>());
    assertThat(silent).isEmpty();
  }

  private static void visit(Schema schema, List<String> silent, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          check(schema.getDoc(), schema.getFullName(), silent);
          for (Schema.Field field : schema.getFields()) {
            check(field.doc(), schema.getFullName() + "." + field.name(), silent);
            visit(field.schema(), silent, seen);
          }
        }
      }
      case ENUM -> check(schema.getDoc(), schema.getFullName(), silent);
      case ARRAY -> visit(schema.getElementType(), silent, seen);
      case MAP -> visit(schema.getValueType(), silent, seen);
      case UNION -> schema.getTypes().forEach(type -> visit(type, silent, seen));
      default -> {}
    }
  }

  private static void check(@Nullable String doc, String what, List<String> silent) {
    if (doc == null || doc.isBlank()) {
      silent.add(what);
    }
  }
}
