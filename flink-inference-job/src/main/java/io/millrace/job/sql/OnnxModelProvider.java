package io.millrace.job.sql;

import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/** Offers both ways that the planner may ask for; it prefers the asynchronous one. */
record OnnxModelProvider(Predictor predictor)
    implements AsyncPredictRuntimeProvider, PredictRuntimeProvider {

  @Override
  public AsyncPredictFunction createAsyncPredictFunction(Context context) {
    return new OnnxAsyncPredictFunction(predictor);
  }

  @Override
  public PredictFunction createPredictFunction(Context context) {
    return new OnnxPredictFunction(predictor);
  }

  /** The predictor is only opened after Flink has shipped it, so copies may share it. */
  @Override
  public ModelProvider copy() {
    return new OnnxModelProvider(predictor);
  }
}
