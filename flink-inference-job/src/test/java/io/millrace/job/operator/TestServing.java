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
import io.millrace.engine.session.SessionFactory;
import io.millrace.job.serving.Route;
import io.millrace.job.serving.Scorer;
import io.millrace.job.serving.SequenceFloor;
import io.millrace.job.serving.Serving;
import io.millrace.job.serving.ServingSource;
import io.millrace.job.serving.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The real engine with the shipped models, and routes that the test sets. */
final class TestServing implements Serving, AutoCloseable {

  static final String MODEL = "fashion-mnist";
  private static final Map<String, TestServing> SHARED = new ConcurrentHashMap<>();
  private static final Path MODELS = Path.of("..", "models", MODEL);

  final GatedSessions sessions = new GatedSessions(new OnnxSessionFactory(OnnxRuntime.load()));
  private final ModelHost engine;
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final String id = UUID.randomUUID().toString();
  volatile @Nullable RuntimeException failure;
  final AtomicInteger releases = new AtomicInteger();

  /** The GPU on which the operator was placed; -1: on none. */
  volatile int gpu = -1;

  /** What the operator has asked to be shown before it takes an image. */
  volatile SequenceFloor awaited = SequenceFloor.NONE;

  TestServing() {
    this(
        sessions ->
            ModelHost.start(HostOptions.defaults().withWorkers(2), sessions, EngineRecorder.NONE));
  }

  TestServing(Function<SessionFactory, ModelHost> starter) {
    engine = starter.apply(sessions);
    SHARED.put(id, this);
  }

  /** Hands this very object to the operators of this process. */
  public ServingSource source() {
    return new Shared(id);
  }

  /** Tasks are deserialised, so that only a static can lead them back here. */
  private record Shared(String id) implements ServingSource {
    private static final long serialVersionUID = 1L;

    private TestServing serving() {
      return Objects.requireNonNull(SHARED.get(id), "the test has ended");
    }

    @Override
    public Serving acquire() {
      return serving();
    }

    @Override
    public ServingSource onGpu(int index) {
      serving().gpu = index;
      return this;
    }

    @Override
    public void release() {
      serving().releases.incrementAndGet();
    }
  }

  void load(int version) throws Exception {
    load(bundle(version));
  }

  /** Serves a version of the one model that the operator asks for. */
  void load(ModelBundle bundle) {
    gate(bundle);
    routes.put(MODEL, new Route(bundle.id(), bundle.digest(), bundle.id().version()));
    listeners.forEach(Runnable::run);
  }

  /** Puts a version on trial beside the one in service; returns its digest. */
  String onTrial(int version, Arm arm, int permille, ArmKey stickyBy) throws Exception {
    ModelBundle bundle = bundle(version);
    gate(bundle);
    Route route = Objects.requireNonNull(routes.get(MODEL));
    var scorer = new Scorer(bundle.id(), bundle.digest(), version, arm);
    var candidate = new Candidate((long) version, arm, permille, "salt", stickyBy);
    routes.put(
        MODEL,
        new Route(route.id(), route.stable().digest(), version, new Trial(scorer, candidate)));
    return bundle.digest();
  }

  void unload(int version) {
    engine.unload(new VersionId(MODEL, version));
  }

  private static ModelBundle bundle(int version) throws Exception {
    return ModelBundle.read(MODELS.resolve(String.valueOf(version)));
  }

  private void gate(ModelBundle bundle) {
    LoadOutcome outcome = engine.load(bundle);
    if (!(outcome instanceof LoadOutcome.Ready)) {
      throw new AssertionError("The shipped model was refused: " + outcome);
    }
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
  public Map<String, Long> sequences() {
    return routes.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, route -> route.getValue().stable().sequence()));
  }

  @Override
  public void awaitSequences(SequenceFloor floor) {
    awaited = floor;
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

  /** Whether images are in the engine. */
  boolean isAtWork() {
    return engine.snapshot().inFlight() > 0;
  }

  @Override
  public void close() {
    SHARED.remove(id);
    sessions.open();
    engine.close();
  }
}
