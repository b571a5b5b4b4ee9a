package io.millrace.job.sql;

import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a part of a result has in SQL, by name.
 *
 * @param <T> the part: a label with its score, a box
 */
record Fields<T>(List<Field<T>> all) {

  /** Takes a value out, in Flink's internal format. */
  @FunctionalInterface
  interface Getter<T> extends Serializable {
    Object get(T part);
  }

  /** Takes a number out. */
  @FunctionalInterface
  interface Real<T> extends Serializable {
    float get(T part);
  }

  /** Takes a whole number out. */
  @FunctionalInterface
  interface Whole<T> extends Serializable {
    int get(T part);
  }

  /**
   * One field.
   *
   * @param types what it may be declared as, for people
   */
  record Field<T>(String name, String types, Choice<T> choice) {}

  /** How to take a field out as a type; null where it cannot be of that type. */
  @FunctionalInterface
  interface Choice<T> {
    @Nullable Getter<T> as(LogicalType type);
  }

  static final Fields<LabelScore> OF_LABEL =
      new Fields<>(
          List.of(
              text("label", part -> StringData.fromString(part.label())),
              real("score", LabelScore::score),
              whole("label_index", LabelScore::index)));

  static final Fields<Box> OF_BOX =
      new Fields<>(
          List.of(
              real("x", Box::x),
              real("y", Box::y),
              real("width", Box::width),
              real("height", Box::height),
              text("label", part -> StringData.fromString(part.label())),
              real("score", Box::score),
              whole("label_index", Box::index)));

  Fields {
    all = List.copyOf(all);
  }

  /** How a declared field is taken out; null where there is none of that name and type. */
  @Nullable Getter<T> getter(String name, LogicalType type) {
    for (Field<T> field : all) {
      if (field.name().equals(name)) {
        return field.choice().as(type);
      }
    }
    return null;
  }

  /** As they are declared. */
  String declared() {
    return all.stream()
        .map(field -> field.name() + " " + field.types())
        .collect(Collectors.joining(", "));
  }

  private static <T> Field<T> text(String name, Getter<T> getter) {
    return new Field<>(name, "STRING", type -> isText(type) ? getter : null);
  }

  private static <T> Field<T> real(String name, Real<T> real) {
    return new Field<>(
        name,
        "DOUBLE",
        type ->
            switch (type.getTypeRoot()) {
              case DOUBLE -> part -> (double) real.get(part);
              case FLOAT -> real::get;
              default -> null;
            });
  }

  private static <T> Field<T> whole(String name, Whole<T> whole) {
    return new Field<>(
        name,
        "INT",
        type ->
            switch (type.getTypeRoot()) {
              case INTEGER -> whole::get;
              case BIGINT -> part -> (long) whole.get(part);
              default -> null;
            });
  }

  /** Text of any length: what a shorter type would have to cut would not be a label any more. */
  static boolean isText(LogicalType type) {
    return type.getTypeRoot() == LogicalTypeRoot.VARCHAR
        && ((VarCharType) type).getLength() == VarCharType.MAX_LENGTH;
  }
}
