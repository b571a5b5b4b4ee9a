package io.millrace.job.sql;

import java.nio.ByteBuffer;
import org.apache.flink.table.data.RowData;

/** A JPEG or PNG in a column of bytes. */
record ImageInput() implements RowInput {

  private static final long serialVersionUID = 1L;

  @Override
  public Taken take(RowData row) {
    return new Image(ByteBuffer.wrap(row.getBinary(0)));
  }
}
