package io.millrace.job.sql;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.FailureCode.Fault;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.sql.OnnxModelOptions.Otherwise;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** Scores the rows of one task; made where the query is planned, opened where it runs. */
final class Predictor implements Serializable {

  private static final long serialVersionUID = 1L;

  private final SqlEngineConfig engineConfig;
  private final ModelFiles files;
  private final RowInput input;
  private final RowOutput output;
  private final Otherwise onError;
  private final Otherwise onNull;

  private transient @Nullable SqlEngine engine;
  private transient @Nullable VersionId loaded;
  private transient @Nullable TicketQueue tickets;
  private transient @Nullable Counter predictions;
  private transient @Nullable Counter unscored;

  Predictor(
      SqlEngineConfig engineConfig,
      ModelFiles files,
      RowInput input,
      RowOutput output,
      Otherwise onError,
      Otherwise onNull) {
    this.engineConfig = engineConfig;
    this.files = files;
    this.input = input;
    this.output = output;
    this.onError = onError;
    this.onNull = onNull;
  }

  /** The same for a table whose column is of another type than INPUT declares. */
  Predictor reading(LogicalType actual) {
    return new Predictor(engineConfig, files, input.reading(actual), output, onError, onNull);
  }

  /** Has the model loaded in the engine of this TaskManager. */
  void open(FunctionContext context) {
    ModelBundle bundle = files.read();
    SqlEngine shared = SqlEngine.POOL.acquire(engineConfig);
    engine = shared;
    shared.load(bundle);
    loaded = bundle.id();
    tickets = new TicketQueue(shared);
    shared.showMetrics(context.getMetricGroup());
    predictions = context.getMetricGroup().counter("millrace_predictions");
    unscored = context.getMetricGroup().counter("millrace_unscored");
  }

  /** What the model says of a row; the row may be used again once this returns. */
  CompletableFuture<RowData> predict(RowData row) {
    if (row.isNullAt(0)) {
      return onNull == Otherwise.NULL
          ? CompletableFuture.completedFuture(output.row(null))
          : CompletableFuture.failedFuture(
              new FlinkRuntimeException(
                  "The image of a row is NULL, and the model's option 'on-null' is 'fail'."));
    }
    TicketQueue queue = opened(tickets);
    VersionId version = opened(loaded);
    RowInput.Taken taken = input.take(row);
    if (taken instanceof RowInput.Refused refused) {
      return CompletableFuture.completedFuture("WRONG_SHAPE: " + refused.reason())
          .thenApply(this::unscored);
    }
    if (taken instanceof RowInput.Tensor tensor) {
      return queue.ask(c -> c.submitTensor(tensor.data(), version)).thenApply(this::row);
    }
    RowInput.Image image = (RowInput.Image) taken;
    return queue.ask(c -> c.submit(image.data(), null, version)).thenApply(this::row);
  }

  /** Runs what this task has under way without waiting for more. */
  void flush() {
    opened(tickets).flush(CloseReason.END_OF_INPUT);
  }

  private RowData row(Outcome outcome) {
    if (outcome instanceof Scored scored) {
      opened(predictions).inc();
      return output.row(scored);
    }
    Failed failed = (Failed) outcome;
    String error = failed.code() + ": " + failed.message();
    if (failed.code().fault() == Fault.ENGINE) {
      // Says nothing about the image: the query's restart strategy has the next word.
      throw new FlinkRuntimeException("The engine gave a row up. " + error, failed.cause());
    }
    return unscored(error);
  }

  private RowData unscored(String error) {
    if (onError == Otherwise.FAIL) {
      throw new FlinkRuntimeException(
          "A row cannot be scored, and the model's option 'on-error' is 'fail'. " + error);
    }
    opened(unscored).inc();
    return output.failed(error);
  }

  private static <T> T opened(@Nullable T field) {
    if (field == null) {
      throw new IllegalStateException("A predictor is used before it is open.");
    }
    return field;
  }

  /** Also after a failed {@link #open}: whatever was acquired is given back. */
  void close() {
    if (tickets != null) {
      tickets.close();
      tickets = null;
    }
    if (engine != null) {
      if (loaded != null) {
        engine.unload(loaded);
        loaded = null;
      }
      engine = null;
      SqlEngine.POOL.release(engineConfig);
    }
  }
}
