package io.millrace.job.sql;

import java.nio.ByteBuffer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/** A JPEG or PNG in a column of bytes. */
record ImageInput() implements RowInput {

  private static final long serialVersionUID = 1L;

  @Override
  public RowInput reading(LogicalType actual) {
    return this; // only bytes can be cast to bytes without being asked
  }

  @Override
  public Taken take(RowData row) {
    return new Image(ByteBuffer.wrap(row.getBinary(0)));
  }
}
