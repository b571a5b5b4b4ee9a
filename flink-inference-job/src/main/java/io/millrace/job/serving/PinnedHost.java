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
import io.millrace.schemas.artifact.KafkaPartLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
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
  private final Standing standing = new Standing();

  /** What was found; only the tail's thread writes it, before anything is fetched. */
  private long sequence;

  private boolean found;

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
    this.inbox =
        new ArtifactInbox(
            work,
            new VersionFetch(() -> new KafkaPartLog(config.host().endpoints())),
            new Doorkeeper(config.host().device().admission(), Clock.systemUTC()),
            this::take,
            ArtifactInbox.Patience.USUAL);
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
        inbox.await(new VersionToLoad(pinned, version, sequence, true));
        tail.close(); // nothing that comes later changes what this version is
      }
    }
  }

  @Override
  public void onPolled(boolean caughtUp) {
    if (caughtUp && !found) {
      tail.close();
      fail("NO_VERSION", "the registry does not know it");
    }
  }

  private void take(Arrival arrival) {
    if (arrival instanceof Arrival.Refused refused) {
      fail(refused.code(), refused.reason());
      return;
    }
    VersionState version = arrival.version().version();
    Path directory = ((Arrival.Complete) arrival).directory();
    try {
      ModelSpec spec = ModelSpec.parse(version.getManifest().getBytes(StandardCharsets.UTF_8));
      LoadOutcome outcome =
          engine.load(new ModelBundle(pinned, version.getDigest(), spec, directory));
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
    } finally {
      work.delete(directory); // a loaded version needs no files
    }
  }

  private void serve(Route toVersion) {
    route = toVersion;
    standing.changed();
  }

  private void fail(String code, String reason) {
    onFailure(
        new IllegalStateException("%s cannot be served: %s: %s".formatted(pinned, code, reason)));
  }

  @Override
  public void onFailure(Throwable cause) {
    LOG.error("The host of {} cannot go on.", pinned, cause);
    standing.fail(cause);
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
    standing.addListener(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    standing.removeListener(listener);
  }

  @Override
  public void awaitCaughtUp() throws InterruptedException {
    standing.await(() -> route != null);
  }

  /** Of any model: others are passed over, and this one is what every task waits for. */
  @Override
  public void awaitRoute(String model) throws InterruptedException {
    awaitCaughtUp();
  }

  @Override
  public void throwIfFailed() {
    standing.throwIfFailed();
  }

  @Override
  public boolean isUsable() {
    return standing.isUsable();
  }

  @Override
  public void close() throws InterruptedException {
    standing.close();
    tail.close();
    tailThread.join(TimeUnit.SECONDS.toMillis(5));
    inbox.close();
    watch.close();
    engine.close();
    work.close();
  }
}
