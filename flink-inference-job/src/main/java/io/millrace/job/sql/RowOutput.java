package io.millrace.job.sql;

import io.millrace.engine.outcome.Outcome.Scored;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** Makes the rows of the declared OUTPUT. */
record RowOutput(List<OutputColumn> columns) implements Serializable {

  private static final long serialVersionUID = 1L;

  RowOutput {
    columns = List.copyOf(columns);
  }

  /**
   * A row of a result.
   *
   * @param scored null: there was nothing to score, and every column is NULL
   */
  RowData row(@Nullable Scored scored) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; scored != null && i < columns.size(); i++) {
      row.setField(i, columns.get(i).of(scored));
    }
    return row;
  }

  /** A row without a result. */
  RowData failed(String error) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      row.setField(i, columns.get(i).ofError(error));
    }
    return row;
  }
}
