package io.millrace.job.sql;

import io.millrace.engine.host.Caller;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.job.serving.HostPool;
import io.millrace.job.serving.PooledHost;
import io.millrace.job.telemetry.EngineMetrics;
import io.millrace.job.telemetry.HostMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The engine of this TaskManager's queries and what it has loaded, counted by users. Safe for use
 * by many threads.
 */
final class SqlEngine implements PooledHost {

  private static final Duration KEPT_FOR = Duration.ofSeconds(60);

  /**
   * Process-wide, because Flink creates the tasks that share an engine independently of each other.
   */
  static final HostPool<SqlEngineConfig, SqlEngine> POOL =
      new HostPool<>(SqlEngine::start, KEPT_FOR);

  private final ModelHost engine;
  private final HostMetrics metrics;
  private final Map<VersionId, Integer> users = new HashMap<>(); // guarded by this

  private SqlEngine(ModelHost engine, HostMetrics metrics) {
    this.engine = engine;
    this.metrics = metrics;
  }

  private static SqlEngine start(SqlEngineConfig config) {
    OnnxSessionFactory sessions =
        new OnnxSessionFactory(OnnxRuntime.load(), config.device().toOptions());
    EngineMetrics counted = new EngineMetrics();
    ModelHost engine = ModelHost.start(config.options(), sessions, counted);
    return new SqlEngine(engine, new HostMetrics(counted, engine::snapshot));
  }

  /**
   * Adds a user of a model; the first one loads it, which takes it through the same gate as in the
   * inference job.
   */
  synchronized void load(ModelBundle bundle) {
    // Also where it is loaded: the same version with other files must not pass for it.
    LoadOutcome outcome = engine.load(bundle);
    if (outcome instanceof LoadOutcome.Rejected rejected) {
      throw new FlinkRuntimeException(
          "The model %s in %s is not fit to serve: %s: %s"
              .formatted(bundle.id(), bundle.directory(), rejected.code(), rejected.reason()));
    }
    users.merge(bundle.id(), 1, Integer::sum);
    metrics.serves(bundle.id().model());
  }

  /** Takes a user away; with the last one goes the model. */
  synchronized void unload(VersionId id) {
    if (users.merge(id, -1, Integer::sum) == 0) {
      users.remove(id);
      engine.unload(id);
    }
  }

  Caller newCaller(Runnable onProgress) {
    return engine.newCaller(onProgress);
  }

  void showMetrics(MetricGroup group) {
    metrics.register(group);
  }

  @Override
  public boolean isUsable() {
    return engine.failure() == null;
  }

  @Override
  public void close() {
    engine.close();
  }
}
