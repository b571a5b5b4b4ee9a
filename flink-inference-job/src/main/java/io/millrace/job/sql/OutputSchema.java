package io.millrace.job.sql;

import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.sql.Fields.Getter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;
import org.jspecify.annotations.Nullable;

/** Holds the declared OUTPUT against what a model says. */
final class OutputSchema {

  /** Takes the parts out of a result that a row of an array stands for. */
  @FunctionalInterface
  private interface Parts<T> extends Serializable {
    List<T> of(Scored scored);
  }

  private final OutputSpec model;
  private final boolean everyRowHasAResult;
  private final List<String> problems;

  /**
   * For one model.
   *
   * @param everyRowHasAResult whether the query ends where a row has none
   * @param problems takes whatever does not fit
   */
  OutputSchema(OutputSpec model, boolean everyRowHasAResult, List<String> problems) {
    this.model = model;
    this.everyRowHasAResult = everyRowHasAResult;
    this.problems = problems;
  }

  /** How rows are made. */
  RowOutput of(ResolvedSchema declared) {
    List<OutputColumn> columns = new ArrayList<>();
    List<Column> all = declared.getColumns();
    boolean alone =
        all.stream().filter(c -> c.getDataType().getLogicalType() instanceof ArrayType).count()
            == 1;
    for (Column column : all) {
      LogicalType type = column.getDataType().getLogicalType();
      OutputColumn found = column(column.getName(), type, alone);
      if (found == null) {
        problems.add(
            "OUTPUT column '%s %s' has no meaning for a model of kind %s, which has %s"
                .formatted(column.getName(), type, kind(), meanings()));
        continue;
      }
      if (!type.isNullable() && (!everyRowHasAResult || found instanceof ErrorColumn)) {
        problems.add(
            "OUTPUT column '%s' is NOT NULL, but is NULL where a row has no result; leave that out, or set 'on-error' and 'on-null' to 'fail'"
                .formatted(column.getName()));
      }
      columns.add(found);
    }
    return new RowOutput(columns);
  }

  private @Nullable OutputColumn column(String name, LogicalType type, boolean alone) {
    if (name.equals("error") && Fields.isText(type)) {
      return new ErrorColumn();
    }
    if (name.equals("batch_size") && type.is(LogicalTypeRoot.INTEGER)) {
      return scored -> scored.timing().batchSize();
    }
    return switch (model.kind()) {
      case CLASSIFICATION -> label(name, type);
      case DETECTION -> rows(type, Fields.OF_BOX, OutputSchema::boxes);
      case EMBEDDING, TENSORS -> tensor(name, type, alone);
    };
  }

  private static @Nullable OutputColumn label(String name, LogicalType type) {
    Getter<LabelScore> best = Fields.OF_LABEL.getter(name, type);
    return best == null
        ? rows(type, Fields.OF_LABEL, OutputSchema::labels)
        : scored -> best.get(labels(scored).get(0));
  }

  private static List<LabelScore> labels(Scored scored) {
    return ((Classification) scored.output()).labels();
  }

  private static List<Box> boxes(Scored scored) {
    return ((Detections) scored.output()).boxes();
  }

  /**
   * A column of an array of rows, whatever its name; null where a field of its rows has no meaning.
   */
  private static <T> @Nullable OutputColumn rows(
      LogicalType type, Fields<T> fields, Parts<T> parts) {
    if (!(type instanceof ArrayType array) || !(array.getElementType() instanceof RowType row)) {
      return null;
    }
    List<Getter<T>> getters = new ArrayList<>();
    for (RowField field : row.getFields()) {
      Getter<T> getter = fields.getter(field.getName(), field.getType());
      if (getter == null) {
        return null;
      }
      getters.add(getter);
    }
    return scored ->
        new GenericArrayData(parts.of(scored).stream().map(part -> row(part, getters)).toArray());
  }

  private static <T> GenericRowData row(T part, List<Getter<T>> getters) {
    GenericRowData row = new GenericRowData(getters.size());
    for (int i = 0; i < getters.size(); i++) {
      row.setField(i, getters.get(i).get(part));
    }
    return row;
  }

  private @Nullable OutputColumn tensor(String name, LogicalType type, boolean alone) {
    if (!(type instanceof ArrayType array)) {
      return null;
    }
    // A model that names no outputs gives all that it has, and only its session knows them.
    boolean known = model.names().isEmpty() || model.names().contains(name);
    boolean only = alone && model.names().size() <= 1;
    if (!known && !only) {
      return null;
    }
    return switch (array.getElementType().getTypeRoot()) {
      case FLOAT -> new TensorColumn(name, false, only);
      case DOUBLE -> new TensorColumn(name, true, only);
      default -> null;
    };
  }

  private String kind() {
    return model.kind().name().toLowerCase(Locale.ROOT);
  }

  private String meanings() {
    String ofKind =
        switch (model.kind()) {
          case CLASSIFICATION ->
              "%s, or an ARRAY<ROW<…>> of these for the top %d"
                  .formatted(Fields.OF_LABEL.declared(), model.topK());
          case DETECTION -> "an ARRAY<ROW<…>> of " + Fields.OF_BOX.declared();
          case EMBEDDING, TENSORS ->
              model.names().size() > 1
                  ? "an ARRAY<FLOAT> or ARRAY<DOUBLE> for each of " + model.names()
                  : "an ARRAY<FLOAT> or ARRAY<DOUBLE> for its output";
        };
    return ofKind + ", and error STRING, batch_size INT";
  }
}
