package io.millrace.job.serving;

import io.millrace.avro.HostedVersion;
import io.millrace.avro.ModelState;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.model.VersionId;
import io.millrace.job.serving.ArtifactInbox.Arrival;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.job.telemetry.HostMetrics;
import io.millrace.schemas.Topics;
import io.millrace.schemas.artifact.KafkaPartLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this process. Safe for use by many threads.
 *
 * <p>Its threads: {@code millrace-registry-tail} takes states in, {@code millrace-artifact-fetcher}
 * brings files, {@code millrace-model-loader} has the engine load one version at a time, and the
 * engine's workers run batches. All of them end with {@link #close}.
 */
final class ServingHost implements HostHandle, RegistryTail.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ServingHost.class);

  private final ModelHost engine;
  private final HostMetrics metrics;
  private final Caller watch;
  private final StatusReporter status;
  private final WorkDirectory work;
  private final ArtifactInbox inbox;
  private final RegistryTail tail;
  private final Thread tailThread;
  private final ExecutorService loader;
  private final Standing standing = new Standing();

  private final HostedModels models = new HostedModels(); // guarded by this
  private long lastReportNanos = System.nanoTime() - StatusReporter.HEARTBEAT.toNanos();
  private volatile boolean caughtUp;
  private volatile Map<String, Route> routes = Map.of();
  private volatile Map<String, Long> sequences = Map.of();

  /**
   * Starts tailing the registry.
   *
   * @param engine the engine, which this host closes
   * @param metrics those of the engine
   * @param name name of the host in {@code model-status}, unique per start
   */
  ServingHost(HostConfig config, ModelHost engine, HostMetrics metrics, String name) {
    this.engine = engine;
    this.metrics = metrics;
    this.watch = engine.newCaller(this::lookAtEngine);
    this.work = WorkDirectory.create();
    this.inbox =
        new ArtifactInbox(
            work,
            new VersionFetch(() -> new KafkaPartLog(config.endpoints())),
            new Doorkeeper(config.device().admission(), Clock.systemUTC()),
            this::load,
            ArtifactInbox.Patience.USUAL);
    this.status = new StatusReporter(config.endpoints(), name);
    this.loader = Executors.newSingleThreadExecutor(ServingHost::loaderThread);
    this.tail = new RegistryTail(config.endpoints(), this);
    this.tailThread = new Thread(tail, "millrace-registry-tail");
    tailThread.setDaemon(true);
    tailThread.start();
  }

  private static Thread loaderThread(Runnable body) {
    Thread thread = new Thread(body, "millrace-model-loader");
    thread.setDaemon(true);
    return thread;
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
  public @Nullable Route route(String model) {
    return routes.get(model);
  }

  @Override
  public boolean knows(String model) {
    return sequences.containsKey(model);
  }

  @Override
  public Map<String, Long> sequences() {
    return sequences;
  }

  @Override
  public void showMetrics(MetricGroup ofJob) {
    metrics.register(ofJob);
  }

  /** The engine tells its callers of its end; this one looks for nothing else. */
  private void lookAtEngine() {
    Throwable end = engine.failure();
    if (end != null) {
      onFailure(end);
    }
  }

  @Override
  public void addListener(Runnable listener) {
    standing.addListener(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    standing.removeListener(listener);
  }

  @Override
  public void awaitCaughtUp() throws InterruptedException {
    standing.await(() -> caughtUp);
  }

  @Override
  public void awaitSequences(SequenceFloor floor) throws InterruptedException {
    awaitCaughtUp();
    if (!floor.isReachedBy(sequences)) {
      LOG.error(
          "{} is older than what this job has seen: {}. Images wait until it is not. Was the topic"
              + " restored from a backup, or made anew? Have newer states in it, or start the job"
              + " without its checkpoint.",
          Topics.MODEL_REGISTRY.name(),
          floor.missingFrom(sequences));
    }
    standing.await(() -> floor.isReachedBy(sequences));
  }

  @Override
  public void awaitRoute(String model) throws InterruptedException {
    standing.await(() -> caughtUp && routes.containsKey(model));
  }

  @Override
  public void throwIfFailed() {
    standing.throwIfFailed();
  }

  @Override
  public void onState(ModelState state) {
    HostedModels.Work todo;
    synchronized (this) {
      todo = models.apply(state);
    }
    todo.load().forEach(inbox::await);
    changed(todo.unload());
  }

  @Override
  public void onPolled(boolean atEnd) {
    boolean first = atEnd && !caughtUp;
    caughtUp = atEnd;
    standing.wake();
    if (first || System.nanoTime() - lastReportNanos >= StatusReporter.HEARTBEAT.toNanos()) {
      report();
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    LOG.error("The model host cannot go on.", cause);
    standing.fail(cause);
  }

  private void load(Arrival arrival) {
    VersionToLoad version = arrival.version();
    if (arrival instanceof Arrival.Complete complete) {
      loader.execute(() -> loadAndDelete(version, complete.directory()));
    } else if (arrival instanceof Arrival.Refused refused) {
      finished(version, new LoadOutcome.Rejected(version.id(), refused.code(), refused.reason()));
    }
  }

  /** A loaded version needs no files, and one that was refused is published anew. */
  private void loadAndDelete(VersionToLoad version, Path directory) {
    load(version, directory);
    work.delete(directory);
  }

  private void load(VersionToLoad version, Path directory) {
    try {
      ModelSpec spec =
          ModelSpec.parse(version.version().getManifest().getBytes(StandardCharsets.UTF_8));
      ModelBundle bundle =
          new ModelBundle(version.id(), version.version().getDigest(), spec, directory);
      finished(version, version.awaited() ? engine.load(bundle) : engine.loadAside(bundle));
    } catch (ModelSpecException e) {
      finished(
          version,
          new LoadOutcome.Rejected(
              version.id(), "SIGNATURE_MISMATCH", String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      onFailure(e);
    }
  }

  private void finished(VersionToLoad version, LoadOutcome outcome) {
    LOG.info("Load of {}: {}", version.id(), outcome);
    List<VersionId> unload;
    synchronized (this) {
      unload = models.loaded(version, outcome);
    }
    if (outcome instanceof LoadOutcome.Ready) {
      metrics.serves(version.id().model());
    }
    changed(unload);
  }

  private void changed(List<VersionId> unload) {
    synchronized (this) {
      routes = models.routes();
      sequences = models.sequences();
    }
    standing.changed();
    unload.forEach(inbox::forget);
    // Only now, when no new image is routed to them.
    unload.forEach(engine::unload);
    report();
  }

  /** Tells what is true now; a report that is older than another is never written after it. */
  private void report() {
    synchronized (status) {
      List<HostedVersion> versions;
      Map<String, Long> sequences;
      synchronized (this) {
        versions = new ArrayList<>(models.report());
        sequences = models.sequences();
        lastReportNanos = System.nanoTime();
      }
      status.report(sequences, versions);
    }
  }

  @Override
  public boolean isUsable() {
    return standing.isUsable();
  }

  /** Ends the threads, tells {@code model-status}, closes the engine. Takes seconds at most. */
  @Override
  public void close() throws InterruptedException {
    standing.close();
    tail.close();
    tailThread.join(TimeUnit.SECONDS.toMillis(5)); // first: it hands work to the loader
    inbox.close();
    loader.shutdown();
    if (!loader.awaitTermination(30, TimeUnit.SECONDS)) {
      LOG.warn("A model is still loading; its session is left to the process.");
      loader.shutdownNow();
    }
    status.close();
    watch.close();
    engine.close();
    work.close();
  }
}
