package io.millrace.job.sql;

import io.millrace.engine.outcome.Outcome.Scored;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/** Why a row has no result; NULL where it has one. */
record ErrorColumn() implements OutputColumn {

  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Object of(Scored scored) {
    return null;
  }

  @Override
  public Object ofError(String error) {
    return StringData.fromString(error);
  }
}
