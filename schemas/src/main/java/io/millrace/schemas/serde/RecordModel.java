package io.millrace.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Avro's view of one generated class and of those that it is made of, and of no other class.
 *
 * <p>Since 1.12.2 Avro finds a class by its name only where the whole process is told to trust it
 * ({@code org.apache.avro.util.ClassSecurityValidator}), generated classes included. This model
 * knows its classes beforehand instead, from our schema alone: nothing of the process is changed,
 * nothing that others set can break it, and no schema of a record makes it load a class.
 */
final class RecordModel extends SpecificData {

  private final Map<String, Class<?>> classes = new HashMap<>();

  RecordModel(Class<?> type) {
    super(type.getClassLoader());
    SpecificData generated = getForClass(type);
    generated.getConversions().forEach(this::addLogicalTypeConversion);
    collect(generated.getSchema(type));
  }

  private void collect(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (add(schema)) {
          schema.getFields().forEach(field -> collect(field.schema()));
        }
      }
      case ENUM, FIXED -> add(schema);
      case ARRAY -> collect(schema.getElementType());
      case MAP -> collect(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::collect);
      default -> {}
    }
  }

  private boolean add(Schema named) {
    try {
      Class<?> generated = Class.forName(getClassName(named), true, getClassLoader());
      return classes.put(named.getFullName(), generated) == null;
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "%s has no generated class beside the others.".formatted(named.getFullName()), e);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as it is declared
  public @Nullable Class getClass(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> classes.get(schema.getFullName());
      default -> super.getClass(schema);
    };
  }
}
