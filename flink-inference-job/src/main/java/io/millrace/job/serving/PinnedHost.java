package io.millrace.job.serving;

import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one version, whatever the registry has in service, and no other model.
 *
 * <p>It reads the registry until it has the version and its files, and no further. It reports
 * nothing to {@code model-status}: a rollout does not wait for it, and what it thinks of a version
 * counts for nobody else. A version that is not fit to serve is the end of it.
 */
final class PinnedHost implements HostHandle, RegistryTail.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(PinnedHost.class);

  private final VersionId pinned;
  private final ModelHost engine;
  private final HostMetrics metrics;
  private final Caller watch;
  private final WorkDirectory work;
  private final ArtifactInbox inbox;
  private final RegistryTail tail;
  private final Thread tailThread;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** What was found; only the tail's thread knows it. */
  private long sequence;

  private boolean found;
  private boolean loaded;

  private @Nullable Throwable failure; // guarded by this
  private boolean closed; // guarded by this
  private volatile @Nullable Route route;

  /**
   * Starts reading the registry.
   *
   * @param engine the engine, which this host closes
   * @param metrics those of the engine
   */
  PinnedHost(PinnedConfig config, ModelHost engine, HostMetrics metrics) {
    this.pinned = new VersionId(config.model(), config.version());
    this.engine = engine;
    this.metrics = metrics;
    this.watch = engine.newCaller(this::lookAtEngine);
    this.work = WorkDirectory.create();
    this.inbox = new ArtifactInbox(work.path());
    this.tail = new RegistryTail(config.host().endpoints(), this);
    this.tailThread = new Thread(tail, "millrace-pinned-version");
    tailThread.setDaemon(true);
    tailThread.start();
  }

  @Override
  public void onState(ModelState state) {
    if (found || !state.getModel().equals(pinned.model())) {
      return;
    }
    for (VersionState version : state.getVersions()) {
      if (version.getVersion() == pinned.version()) {
        found = true;
        sequence = state.getSequence();
        inbox.await(new VersionToLoad(pinned, version, sequence), System.nanoTime());
      }
    }
  }

  @Override
  public void onArtifact(String key, byte @Nullable [] part) {
    inbox.put(key, part);
  }

  @Override
  public void onPolled(boolean caughtUp) {
    if (loaded) {
      return;
    }
    for (Arrival arrival : inbox.arrivals(System.nanoTime())) {
      loaded = true;
      take(arrival);
      tail.close(); // nothing that comes later changes what this version is
    }
    if (caughtUp && !found) {
      loaded = true;
      fail("NO_VERSION", "the registry does not know it");
    }
  }

  private void take(Arrival arrival) {
    if (arrival instanceof Arrival.Refused refused) {
      fail(refused.code(), refused.reason());
      return;
    }
    VersionState version = arrival.version().version();
    try {
      ModelSpec spec = ModelSpec.parse(version.getManifest().getBytes(StandardCharsets.UTF_8));
      LoadOutcome outcome =
          engine.load(
              new ModelBundle(
                  pinned, version.getDigest(), spec, ((Arrival.Complete) arrival).directory()));
      if (outcome instanceof LoadOutcome.Rejected rejected) {
        fail(rejected.code(), rejected.reason());
        return;
      }
      LOG.info("Load of {}: {}", pinned, outcome);
      metrics.serves(pinned.model());
      serve(new Route(pinned, version.getDigest(), sequence));
    } catch (ModelSpecException e) {
      fail("SIGNATURE_MISMATCH", String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      onFailure(e);
    }
  }

  private void serve(Route toVersion) {
    route = toVersion;
    synchronized (this) {
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  private void fail(String code, String reason) {
    onFailure(
        new IllegalStateException("%s cannot be served: %s: %s".formatted(pinned, code, reason)));
  }

  @Override
  public void onFailure(Throwable cause) {
    LOG.error("The host of {} cannot go on.", pinned, cause);
    synchronized (this) {
      failure = cause;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  private void lookAtEngine() {
    Throwable end = engine.failure();
    if (end != null) {
      onFailure(end);
    }
  }

  @Override
  public @Nullable Route route(String model) {
    return knows(model) ? route : null;
  }

  @Override
  public boolean knows(String model) {
    return model.equals(pinned.model());
  }

  /** None: which version serves here is not the registry's to say. */
  @Override
  public Map<String, Long> sequences() {
    return Map.of();
  }

  /** What the registry has shown is no matter here; what counts is that the version is. */
  @Override
  public void awaitSequences(SequenceFloor floor) throws InterruptedException {
    awaitCaughtUp();
  }

  @Override
  public boolean passesOver(String model) {
    return !knows(model);
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
  public void showMetrics(MetricGroup ofJob) {
    metrics.register(ofJob);
  }

  @Override
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public synchronized void awaitCaughtUp() throws InterruptedException {
    while (route == null) {
      throwIfFailed();
      wait();
    }
  }

  /** Of any model: others are passed over, and this one is what every task waits for. */
  @Override
  public void awaitRoute(String model) throws InterruptedException {
    awaitCaughtUp();
  }

  @Override
  public synchronized void throwIfFailed() {
    if (failure != null) {
      throw new HostFailedException(failure);
    }
    if (closed) {
      throw new HostFailedException(new IllegalStateException("The host is closed."));
    }
  }

  @Override
  public synchronized boolean isUsable() {
    return failure == null && !closed;
  }

  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    tail.close();
    tailThread.join(TimeUnit.SECONDS.toMillis(30)); // it may be loading
    if (tailThread.isAlive()) {
      LOG.warn("{} is still loading; its session is left to the process.", pinned);
    }
    watch.close();
    engine.close();
    work.close();
  }
}
