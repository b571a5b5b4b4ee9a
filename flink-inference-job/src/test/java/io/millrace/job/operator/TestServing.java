package io.millrace.job.operator;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.job.serving.Route;
import io.millrace.job.serving.Scorer;
import io.millrace.job.serving.Serving;
import io.millrace.job.serving.ServingSource;
import io.millrace.job.serving.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The real engine with the shipped models, and routes that the test sets. */
final class TestServing implements Serving, AutoCloseable {

  static final String MODEL = "fashion-mnist";
  private static final Path MODELS = Path.of("..", "models", MODEL);

  final GatedSessions sessions = new GatedSessions(new OnnxSessionFactory(OnnxRuntime.load()));
  private final ModelHost engine =
      ModelHost.start(HostOptions.defaults().withWorkers(2), sessions, EngineRecorder.NONE);
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  volatile @Nullable RuntimeException failure;

  /** Hands this very object to the operator; the harness never serialises it. */
  ServingSource source() {
    return new ServingSource() {
      private static final long serialVersionUID = 1L;

      @Override
      public Serving acquire() {
        return TestServing.this;
      }

      @Override
      public void release() {}
    };
  }

  void load(int version) throws Exception {
    ModelBundle bundle = bundle(version);
    routes.put(MODEL, new Route(bundle.id(), bundle.digest(), version));
    listeners.forEach(Runnable::run);
  }

  /** Puts a version on trial beside the one in service; returns its digest. */
  String onTrial(int version, Arm arm, int permille, ArmKey stickyBy) throws Exception {
    ModelBundle bundle = bundle(version);
    Route route = Objects.requireNonNull(routes.get(MODEL));
    var scorer = new Scorer(bundle.id(), bundle.digest(), version, arm);
    var candidate = new Candidate((long) version, arm, permille, "salt", stickyBy);
    routes.put(MODEL, new Route(route.id(), route.digest(), version, new Trial(scorer, candidate)));
    return bundle.digest();
  }

  void unload(int version) {
    engine.unload(new VersionId(MODEL, version));
  }

  private ModelBundle bundle(int version) throws Exception {
    ModelBundle bundle = ModelBundle.read(MODELS.resolve(String.valueOf(version)));
    LoadOutcome outcome = engine.load(bundle);
    if (!(outcome instanceof LoadOutcome.Ready)) {
      throw new AssertionError("The shipped model was refused: " + outcome);
    }
    return bundle;
  }

  @Override
  public @Nullable Route route(String model) {
    return routes.get(model);
  }

  @Override
  public boolean knows(String model) {
    return routes.containsKey(model);
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
  public void showMetrics(MetricGroup ofJob) {}

  @Override
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public void awaitCaughtUp() {}

  @Override
  public void awaitRoute(String model) {}

  @Override
  public void throwIfFailed() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public void close() {
    sessions.open();
    engine.close();
  }
}
