package io.millrace.job.serving;

import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.thread.YieldingThreads;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.job.serving.VersionFetch.EscapeException;
import io.millrace.schemas.artifact.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions that wait for their files. Safe for use by many threads; its own are {@code
 * millrace-artifact-fetcher}.
 *
 * <p>Files go straight to the disk, and only those of versions that are wanted. What is not there
 * or does not answer is tried again, after one second, two, four, up to half a minute; a version
 * that has waited too long is refused, so that everybody learns why, and is tried on: it may be the
 * one that should serve.
 */
final class ArtifactInbox implements AutoCloseable {

  /** How long to wait at first and at most between two tries, and until the version is refused. */
  record Patience(Duration first, Duration longest, Duration refusal) {
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  /** A version that need not wait any longer. */
  sealed interface Arrival {

    /** The version. */
    VersionToLoad version();

    /** Its files are in a directory. */
    record Complete(VersionToLoad version, Path directory) implements Arrival {}

    /** Its files are missing or are not what was published. */
    record Refused(VersionToLoad version, String code, String reason) implements Arrival {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactInbox.class);
  private static final int FETCHERS = 2;
  private static final String NAME = "millrace-artifact-fetcher";

  private final WorkDirectory work;
  private final VersionFetch files;
  private final Function<VersionToLoad, @Nullable Arrival> doorkeeper;
  private final Consumer<Arrival> arrivals;
  private final Patience patience;
  private final Map<VersionId, Waiting> waiting = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor fetchers;

  /** For versions that no image waits for. */
  private final ScheduledThreadPoolExecutor aside;

  private static final class Waiting {
    final VersionToLoad version;
    final long sinceNanos = System.nanoTime();
    Duration pause;
    boolean refused;

    Waiting(VersionToLoad version, Duration pause) {
      this.version = version;
      this.pause = pause;
    }
  }

  /**
   * Keeps files below a directory.
   *
   * @param work where each attempt makes a directory
   * @param doorkeeper refuses a version before anything of it is brought here; null: it may come
   * @param arrivals told on a thread of this inbox
   */
  ArtifactInbox(
      WorkDirectory work,
      VersionFetch files,
      Function<VersionToLoad, @Nullable Arrival> doorkeeper,
      Consumer<Arrival> arrivals,
      Patience patience) {
    this.work = work;
    this.files = files;
    this.doorkeeper = doorkeeper;
    this.arrivals = arrivals;
    this.patience = patience;
    this.fetchers = pool(body -> new Thread(body, NAME));
    this.aside = pool(new YieldingThreads(NAME));
  }

  private static ScheduledThreadPoolExecutor pool(ThreadFactory threads) {
    var pool =
        new ScheduledThreadPoolExecutor(
            FETCHERS,
            body -> {
              Thread thread = threads.newThread(body);
              thread.setDaemon(true);
              return thread;
            });
    pool.setRemoveOnCancelPolicy(true);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return pool;
  }

  private ScheduledThreadPoolExecutor fetchers(VersionToLoad version) {
    return version.awaited() ? fetchers : aside;
  }

  /** Has a version brought here. */
  void await(VersionToLoad version) {
    Waiting entry = new Waiting(version, patience.first());
    waiting.put(version.id(), entry);
    fetchers(version).execute(() -> tryOnce(entry));
  }

  /** Nobody waits for this version any longer. */
  void forget(VersionId id) {
    waiting.remove(id);
  }

  private void tryOnce(Waiting entry) {
    VersionToLoad version = entry.version;
    if (waiting.get(version.id()) != entry) {
      return; // forgotten
    }
    try {
      Arrival turnedAway = doorkeeper.apply(version);
      arrived(entry, turnedAway == null ? fetch(version) : turnedAway);
    } catch (ArtifactException e) {
      failed(entry, e.code(), String.valueOf(e.getMessage()), e.mayPass());
    } catch (EscapeException e) {
      failed(entry, RejectCode.EXTERNAL_DATA.name(), String.valueOf(e.getMessage()), false);
    } catch (IOException e) {
      failed(
          entry,
          RejectCode.HOST.name(),
          "its files could not be written to %s: %s".formatted(work.path(), e),
          true);
    } catch (KafkaException e) {
      failed(entry, "UNREACHABLE", "model-artifacts cannot be read: " + e.getMessage(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close()
    } catch (RuntimeException e) {
      LOG.error("The files of {} could not be brought", version.id(), e);
      failed(entry, RejectCode.HOST.name(), "its files could not be brought: " + e, false);
    }
  }

  private Arrival fetch(VersionToLoad version) throws IOException, InterruptedException {
    Path directory = work.next(version.id());
    boolean complete = false;
    try {
      files.bring(version.version(), directory);
      complete = true;
      return new Arrival.Complete(version, directory);
    } finally {
      if (!complete) {
        work.delete(directory);
      }
    }
  }

  private void arrived(Waiting entry, Arrival arrival) {
    if (waiting.remove(entry.version.id(), entry)) {
      arrivals.accept(arrival);
    } else if (arrival instanceof Arrival.Complete unwanted) {
      work.delete(unwanted.directory());
    }
  }

  private void failed(Waiting entry, String code, String reason, boolean mayPass) {
    boolean late = System.nanoTime() - entry.sinceNanos >= patience.refusal().toNanos();
    if (!mayPass) {
      arrived(entry, new Arrival.Refused(entry.version, code, reason));
      return;
    }
    LOG.warn("{} waits for its files: {}", entry.version.id(), reason);
    if (late && !entry.refused && waiting.get(entry.version.id()) == entry) {
      entry.refused = true;
      arrivals.accept(new Arrival.Refused(entry.version, code, reason));
    }
    Duration pause = entry.pause;
    Duration doubled = pause.multipliedBy(2);
    entry.pause = doubled.compareTo(patience.longest()) > 0 ? patience.longest() : doubled;
    ScheduledThreadPoolExecutor pool = fetchers(entry.version);
    if (!pool.isShutdown()) {
      var unused = // tryOnce lets nothing escape
          pool.schedule(() -> tryOnce(entry), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the threads; what they were bringing is left where it is. */
  @Override
  public void close() {
    waiting.clear();
    fetchers.shutdownNow();
    aside.shutdownNow();
  }
}
