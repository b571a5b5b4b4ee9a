package io.millrace.job.sql;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/** How a row's one column becomes what the engine takes. */
sealed interface RowInput extends Serializable permits ImageInput, TensorInput {

  /** What a row holds, NULL aside. */
  sealed interface Taken {}

  /** An encoded image. */
  record Image(ByteBuffer data) implements Taken {}

  /** The model's input. */
  record Tensor(ByteBuffer data) implements Taken {}

  /** Numbers that are not the model's input. */
  record Refused(String reason) implements Taken {}

  /**
   * The same for a column of the table that is of another type than INPUT declares. Flink lets such
   * types pass that it could cast, and does not cast them.
   */
  RowInput reading(LogicalType actual);

  /** Reads a row, and keeps nothing of it that Flink uses again. */
  Taken take(RowData row);
}
