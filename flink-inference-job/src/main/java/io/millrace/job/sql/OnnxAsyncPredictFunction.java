package io.millrace.job.sql;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.logical.LogicalType;

/** Many rows under way at once, which the engine scores in batches. Flink wants it public. */
public final class OnnxAsyncPredictFunction extends AsyncPredictFunction
    implements SpecializedFunction {

  private static final long serialVersionUID = 1L;

  private final Predictor predictor;

  OnnxAsyncPredictFunction(Predictor predictor) {
    this.predictor = predictor;
  }

  @Override
  public UserDefinedFunction specialize(SpecializedContext context) {
    LogicalType actual = context.getCallContext().getArgumentDataTypes().get(0).getLogicalType();
    return new OnnxAsyncPredictFunction(predictor.reading(actual));
  }

  @Override
  public void open(FunctionContext context) {
    predictor.open(context);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData row) {
    return predictor.predict(row).thenApply(List::of);
  }

  @Override
  public void close() {
    predictor.close();
  }
}
