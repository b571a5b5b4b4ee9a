package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.batch.BatchPolicy;
import io.millrace.engine.batch.Batching;
import io.millrace.engine.batch.FixedPolicy;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that this process serves and the threads that serve them; one per process, shared by
 * its callers, so that there is one copy of each model and batches gather images across callers.
 */
public final class ModelHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelHost.class);
  private static final long JOIN_MILLIS = 30_000;
  private static final int LEAST_PER_WORKER = 4;
  private static final int BACKGROUND_SHARE = 4;

  private final HostOptions options;
  private final TimedGate gate;
  private final Dispatcher dispatcher = new Dispatcher();
  private final Closings closings = new Closings(dispatcher);
  private final ConcurrentMap<VersionId, Lane> lanes = new ConcurrentHashMap<>();
  private final ConcurrentMap<VersionId, Long> memoryBytes = new ConcurrentHashMap<>();
  private final Set<Caller> callers = ConcurrentHashMap.newKeySet();
  private final InFlight inFlight;
  private final InFlight background;
  private final Health health;
  private final Crew crew;
  private final Steward steward;
  private final Thread stewardThread;
  private volatile int usefulInFlight;
  private boolean closed;

  private ModelHost(
      HostOptions options,
      SessionFactory sessions,
      EngineRecorder recorder,
      Halt halt,
      Supplier<Decoder> decoders) {
    this.options = options;
    this.gate = new TimedGate(new LoadGate(sessions, options), options.admission().deadline());
    this.inFlight = new InFlight(options.maxBytesInFlight());
    this.background = new InFlight(options.maxBytesInFlight() / BACKGROUND_SHARE);
    this.health = new Health(halt, this::failed);
    this.crew = new Crew(options, dispatcher, decoders, recorder, health);
    Lanes all =
        new Lanes(dispatcher, lanes.values(), callers, new Telling(recorder), this::refreshUseful);
    this.steward = new Steward(options, crew, health, all);
    this.stewardThread = new Thread(steward, "millrace-steward");
    stewardThread.setDaemon(true);
    stewardThread.setContextClassLoader(ModelHost.class.getClassLoader());
    refreshUseful();
  }

  /** Starts the workers; no version is loaded. A device that is lost halts the process. */
  public static ModelHost start(
      HostOptions options, SessionFactory sessions, EngineRecorder recorder) {
    return start(options, sessions, recorder, Halt.PROCESS);
  }

  /**
   * Starts the workers; no version is loaded.
   *
   * @param halt what to do where a device is lost and only another process can go on
   */
  public static ModelHost start(
      HostOptions options, SessionFactory sessions, EngineRecorder recorder, Halt halt) {
    return start(options, sessions, recorder, halt, () -> Decoder.of(options.limits()));
  }

  static ModelHost start(
      HostOptions options,
      SessionFactory sessions,
      EngineRecorder recorder,
      Halt halt,
      Supplier<Decoder> decoders) {
    ModelHost host = new ModelHost(options, sessions, recorder, halt, decoders);
    host.crew.start();
    host.stewardThread.start();
    return host;
  }

  /**
   * Checks a version and puts it into service; blocks for as long as that takes, one load at a
   * time. The contract must match, the golden examples be scored as written, every batch size run.
   */
  public LoadOutcome load(ModelBundle bundle) {
    return load(bundle, false);
  }

  /**
   * The same for a version that no image waits for: it takes only the processor time that nobody
   * else wants, so that those that serve are not disturbed. On a machine without such time it
   * waits.
   */
  public LoadOutcome loadAside(ModelBundle bundle) {
    return load(bundle, true);
  }

  private synchronized LoadOutcome load(ModelBundle bundle, boolean aside) {
    VersionId id = bundle.id();
    if (closed || health.failure() != null) {
      return new Rejected(id, RejectCode.HOST.name(), "the host is closed or failed");
    }
    Lane loaded = lanes.get(id);
    if (loaded != null) {
      boolean same = loaded.model().bundle().digest().equals(bundle.digest());
      String reason = "already loaded from a file with another digest";
      return same ? ready(loaded, 0) : new Rejected(id, RejectCode.EQUIVOCATION.name(), reason);
    }
    long began = System.nanoTime();
    try {
      LoadGate.Passed passed = gate.check(bundle, usedBytes(), aside);
      Lane lane = open(passed);
      lanes.put(id, lane);
      memoryBytes.put(id, passed.memoryBytes());
      refreshUseful();
      return ready(lane, (System.nanoTime() - began) / 1_000_000);
    } catch (SessionException e) {
      LOG.warn("Rejected {}: {}: {}", id, e.code(), e.getMessage());
      return new Rejected(id, e.code().name(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The host failed to load {}", id, e);
      return new Rejected(id, RejectCode.HOST.name(), "the host failed to load it: " + e);
    }
  }

  /** Takes a version out of service; what it holds is scored, then its session is freed. */
  public void unload(VersionId id) {
    Lane lane = lanes.remove(id);
    memoryBytes.remove(id);
    if (lane != null) {
      refreshUseful();
      dispatcher.drain(lane);
      lane.leases().retire();
    }
  }

  public boolean isLoaded(VersionId id) {
    return lanes.containsKey(id);
  }

  /**
   * Makes a caller.
   *
   * @param onProgress called from engine threads when images of this caller became done: once per
   *     batch, and once per image that failed on its way into one. Quick, and without exceptions
   */
  public Caller newCaller(Runnable onProgress) {
    return add(new Caller(this, onProgress, false));
  }

  /**
   * Makes a caller that nobody waits for. Its images are scored by a thread of their own, which
   * begins something only while a worker has nothing to do: they delay others by what one core is
   * slower for them, never by waiting for their turn, and where no worker is ever idle they are not
   * scored. When their version is unloaded, those not begun are done as ABANDONED.
   *
   * @param onProgress as of {@link #newCaller}
   */
  public Caller newBackgroundCaller(Runnable onProgress) {
    crew.startBackground();
    return add(new Caller(this, onProgress, true));
  }

  private Caller add(Caller caller) {
    callers.add(caller);
    return caller;
  }

  /**
   * Images in flight that keep every worker in a full batch while one more fills, and never so few
   * that a worker waits for its caller. More buys no throughput and makes a flush longer. Constant
   * time.
   */
  public int usefulInFlight() {
    return usefulInFlight;
  }

  /**
   * Why this host cannot go on, or null while it can. Its callers are told by {@code onProgress};
   * what was in flight is done with a failure, except where the device is lost.
   */
  public @Nullable Throwable failure() {
    return health.failure();
  }

  /** What it holds at this moment. */
  public HostSnapshot snapshot() {
    List<HostSnapshot.LaneSnapshot> versions = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      versions.add(dispatcher.locked(lane::snapshot));
    }
    int images = inFlight.images() + background.images();
    long bytes = inFlight.bytes() + background.bytes();
    return new HostSnapshot(images, bytes, crew.stuck(), versions);
  }

  /** Ends the workers after what they are doing, gives up the rest, frees every session. */
  @Override
  public synchronized void close() {
    closed = true;
    steward.stop();
    LockSupport.unpark(stewardThread);
    dispatcher.stop();
    if (crew.join(JOIN_MILLIS)) {
      crew.workers().forEach(Worker::abandonInHand);
      dispatcher.abandonAll();
    } else {
      // A session must not be freed under a run: rather leak it than crash the process.
      LOG.error("A worker did not end within {} ms; what it holds stays open", JOIN_MILLIS);
    }
    lanes.keySet().forEach(this::unload);
    closings.await();
  }

  @Nullable Lane lane(VersionId id) {
    return lanes.get(id);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** What callers of one kind have in flight. */
  InFlight load(boolean ofBackground) {
    return ofBackground ? background : inFlight;
  }

  void forget(Caller caller) {
    callers.remove(caller);
  }

  private Lane open(LoadGate.Passed passed) {
    Lane lane = new Lane(passed, policy(passed), options.workers(), closings::free);
    dispatcher.add(lane);
    return lane;
  }

  private BatchPolicy policy(LoadGate.Passed passed) {
    int max = passed.model().buckets().max();
    if (options.batching() instanceof Batching.Fixed fixed) {
      return new FixedPolicy(Math.min(fixed.size(), max), fixed.linger().toNanos());
    }
    int servers = passed.model().runsSideBySide() ? options.workers() : 1;
    return new BatchPlanner(max, servers, options.latencyTarget().toNanos(), passed.fit());
  }

  private void refreshUseful() {
    int cap = 0;
    for (Lane lane : lanes.values()) {
      cap = Math.max(cap, lane.cap());
    }
    int batches = (options.workers() + 1) * (cap == 0 ? options.maxBatch() : cap);
    usefulInFlight = Math.max(batches, LEAST_PER_WORKER * options.workers());
  }

  private void failed() {
    dispatcher.stop();
    callers.forEach(Caller::tellProgress);
  }

  private long usedBytes() {
    return memoryBytes.values().stream().mapToLong(bytes -> bytes).sum();
  }

  private Ready ready(Lane lane, long millis) {
    ServedModel model = lane.model();
    double alpha = lane.alphaMicros();
    double tau0 = lane.tau0Micros();
    String provider = model.session().provider();
    long memory = memoryBytes.getOrDefault(model.id(), 0L);
    return new Ready(model.id(), provider, millis, alpha, tau0, memory);
  }
}
