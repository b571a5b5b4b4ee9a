package io.millrace.cli.bench.pipeline;

import io.millrace.engine.host.Caller;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.job.serving.Route;
import io.millrace.job.serving.SequenceFloor;
import io.millrace.job.serving.Serving;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;

/** One model, in service from the start; no registry is followed and no metric shown. */
record NoopServing(ModelHost engine, Route route) implements Serving {

  static NoopServing of(ModelHost engine, ModelBundle bundle) {
    if (engine.load(bundle) instanceof LoadOutcome.Rejected rejected) {
      throw new IllegalStateException(
          "the engine rejects the bench's own model: " + rejected.reason());
    }
    return new NoopServing(engine, new Route(bundle.id(), bundle.digest(), 1));
  }

  @Override
  public Route route(String model) {
    return route;
  }

  @Override
  public boolean knows(String model) {
    return true;
  }

  @Override
  public Map<String, Long> sequences() {
    return Map.of();
  }

  @Override
  public Caller newCaller(Runnable onProgress) {
    return engine.newCaller(onProgress);
  }

  @Override
  public Caller newBackgroundCaller(Runnable onProgress) {
    return engine.newBackgroundCaller(onProgress);
  }

  @Override
  public void awaitSequences(SequenceFloor floor) {}

  @Override
  public void awaitCaughtUp() {}

  @Override
  public void awaitRoute(String model) {}

  @Override
  public void showMetrics(MetricGroup ofJob) {}

  @Override
  public void addListener(Runnable listener) {}

  @Override
  public void removeListener(Runnable listener) {}

  @Override
  public void throwIfFailed() {}
}
