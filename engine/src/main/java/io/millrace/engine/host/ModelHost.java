package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
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

  private final HostOptions options;
  private final LoadGate gate;
  private final Dispatcher dispatcher = new Dispatcher();
  private final ConcurrentMap<VersionId, Lane> lanes = new ConcurrentHashMap<>();
  private final List<Thread> workers;
  private boolean closed;

  private ModelHost(HostOptions options, SessionFactory sessions, EngineRecorder recorder) {
    this.options = options;
    this.gate = new LoadGate(sessions, options.maxBatch(), options.limits());
    this.workers =
        IntStream.range(0, options.workers())
            .mapToObj(
                i ->
                    newWorker(
                        i, new Worker(dispatcher, new ImageDecoder(options.limits()), recorder)))
            .toList();
  }

  /** Starts the workers; no version is loaded. */
  public static ModelHost start(
      HostOptions options, SessionFactory sessions, EngineRecorder recorder) {
    ModelHost host = new ModelHost(options, sessions, recorder);
    host.workers.forEach(Thread::start);
    return host;
  }

  /**
   * Checks a version and puts it into service; blocks for as long as that takes, one load at a
   * time. The contract must match, the golden examples be scored as written, every batch size run.
   * Versions that serve are not disturbed; call it from a thread of low priority.
   */
  public synchronized LoadOutcome load(ModelBundle bundle) {
    VersionId id = bundle.id();
    if (closed) {
      return new Rejected(id, RejectCode.HOST.name(), "the host is closed");
    }
    Lane loaded = lanes.get(id);
    if (loaded != null) {
      boolean same = loaded.model().bundle().digest().equals(bundle.digest());
      String reason = "already loaded from a file with another digest";
      return same ? ready(loaded, 0) : new Rejected(id, RejectCode.EQUIVOCATION.name(), reason);
    }
    long began = System.nanoTime();
    try {
      LoadGate.Passed passed = gate.check(bundle);
      Lane lane = open(passed);
      lanes.put(id, lane);
      return ready(lane, (System.nanoTime() - began) / 1_000_000);
    } catch (SessionException e) {
      LOG.warn("Rejected {}: {}: {}", id, e.code(), e.getMessage());
      return new Rejected(id, e.code().name(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The host failed to load {}", id, e);
      return new Rejected(id, RejectCode.HOST.name(), "the host failed to load it: " + e);
    }
  }

  /** Takes a version out of service; what it holds is scored, then its session closes. */
  public void unload(VersionId id) {
    Lane lane = lanes.remove(id);
    if (lane != null) {
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
    return new Caller(this, onProgress);
  }

  /**
   * Images in flight that keep every worker in a full batch while one more fills. More buys no
   * throughput and makes a flush longer.
   */
  public int usefulInFlight() {
    int cap =
        lanes.values().stream()
            .mapToInt(lane -> lane.planner().cap())
            .max()
            .orElse(options.maxBatch());
    return (options.workers() + 1) * cap;
  }

  /** Ends the workers after what they are doing, gives up the rest, frees every session. */
  @Override
  public synchronized void close() {
    closed = true;
    dispatcher.stop();
    if (joinWorkers()) {
      dispatcher.abandonAll();
    } else {
      // A session must not be freed under a run: rather leak it than crash the process.
      LOG.error("A worker did not end within {} ms; what it holds stays open", JOIN_MILLIS);
    }
    lanes.keySet().forEach(this::unload);
  }

  @Nullable Lane lane(VersionId id) {
    return lanes.get(id);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  private Lane open(LoadGate.Passed passed) {
    BatchPlanner planner =
        new BatchPlanner(
            passed.model().buckets().max(), options.latencyTarget().toNanos(), passed.fit());
    Lane lane = new Lane(passed.model(), planner, dispatcher::remove);
    lane.give(passed.buffers());
    dispatcher.add(lane);
    return lane;
  }

  private static Ready ready(Lane lane, long millis) {
    ServedModel model = lane.model();
    double alpha = lane.planner().fit().alpha() / 1000;
    double tau0 = lane.planner().fit().tau0() / 1000;
    return new Ready(model.id(), model.session().provider(), millis, alpha, tau0);
  }

  private boolean joinWorkers() {
    boolean interrupted = false;
    long end = System.nanoTime() + JOIN_MILLIS * 1_000_000;
    for (Thread worker : workers) {
      long left = end - System.nanoTime();
      while (worker.isAlive() && left > 0) {
        try {
          worker.join(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = end - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return workers.stream().noneMatch(Thread::isAlive);
  }

  private static Thread newWorker(int index, Worker worker) {
    Thread thread = new Thread(worker, "millrace-worker-" + index);
    thread.setDaemon(true);
    // Not the loader of whoever starts the host: it may be that of a job that ends first.
    thread.setContextClassLoader(ModelHost.class.getClassLoader());
    return thread;
  }
}
