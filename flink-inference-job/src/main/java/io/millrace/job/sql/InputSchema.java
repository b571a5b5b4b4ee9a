package io.millrace.job.sql;

import io.millrace.engine.model.InputSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/** Holds the declared INPUT against what a model takes. */
final class InputSchema {

  private InputSchema() {}

  /** How rows are read; whatever does not fit is added to the problems. */
  static RowInput of(ResolvedSchema declared, InputSpec model, List<String> problems) {
    List<Column> columns = declared.getColumns();
    if (columns.size() != 1) {
      problems.add(
          "INPUT must be one column, the image or the model's input as numbers, and has "
              + columns.size());
      return new ImageInput();
    }
    Column column = columns.get(0);
    LogicalType type = column.getDataType().getLogicalType();
    if (type.is(LogicalTypeFamily.BINARY_STRING)) {
      return new ImageInput();
    }
    int depth = 0;
    while (type instanceof ArrayType array) {
      type = array.getElementType();
      depth++;
    }
    TensorInput.Number number = TensorInput.Number.of(type);
    if (depth == 0 || number == null) {
      problems.add(
          "INPUT column '%s' must be BYTES or an array of numbers and is %s"
              .formatted(column.getName(), column.getDataType()));
      return new ImageInput();
    }
    List<Integer> lengths = TensorInput.lengths(model.shape(1), depth);
    if (lengths.isEmpty()) {
      problems.add(
          "INPUT column '%s' nests %d arrays, but the model's input is %s %s; write as many, or one flat array"
              .formatted(column.getName(), depth, model.layout(), Arrays.toString(model.shape(1))));
    }
    return new TensorInput(lengths, number, model.type());
  }
}
