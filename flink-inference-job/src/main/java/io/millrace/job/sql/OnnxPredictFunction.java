package io.millrace.job.sql;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * One row after the other. Its batches hold only what the tasks of a TaskManager have under way
 * together, one row each. Flink wants it public.
 */
public final class OnnxPredictFunction extends PredictFunction implements SpecializedFunction {

  private static final long serialVersionUID = 1L;

  private final Predictor predictor;

  OnnxPredictFunction(Predictor predictor) {
    this.predictor = predictor;
  }

  @Override
  public UserDefinedFunction specialize(SpecializedContext context) {
    LogicalType actual = context.getCallContext().getArgumentDataTypes().get(0).getLogicalType();
    return new OnnxPredictFunction(predictor.reading(actual));
  }

  @Override
  public void open(FunctionContext context) {
    predictor.open(context);
  }

  @Override
  public Collection<RowData> predict(RowData row) {
    CompletableFuture<RowData> asked = predictor.predict(row);
    predictor.flush();
    try {
      return List.of(asked.get());
    } catch (ExecutionException e) {
      throw new FlinkRuntimeException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRuntimeException("The task was cancelled while a row was scored.", e);
    }
  }

  @Override
  public void close() {
    predictor.close();
  }
}
