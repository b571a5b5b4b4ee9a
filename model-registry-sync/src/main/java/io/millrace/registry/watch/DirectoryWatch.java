package io.millrace.registry.watch;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.model.VersionId;
import io.millrace.registry.client.InvalidVersionException;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.VersionFiles;
import io.millrace.registry.watch.Repository.Found;
import io.millrace.registry.watch.WatchPolicy.Specific;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.signature.InvalidKeyFileException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a directory against the registry, look by look, and asks for what is missing. Its thread is
 * {@code millrace-directory-watch}.
 */
public final class DirectoryWatch implements AutoCloseable {

  /** Who asks, in the audit trail. */
  public static final String NAME = "directory-watch";

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  private static final long JOIN_MILLIS = 5_000;

  private final WatchOptions options;
  private final Registry registry;
  private final Consumer<String> reports;
  private final Map<VersionId, Found> reported = new HashMap<>();
  private final Set<VersionId> asked = new HashSet<>();
  private final Set<VersionId> inService = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Map<VersionId, Found> before;
  private @Nullable Thread thread;

  /**
   * Watches for nobody yet.
   *
   * @param reports told of each version that cannot be taken, once per change of its files
   */
  DirectoryWatch(WatchOptions options, Registry registry, Consumer<String> reports) {
    this.options = options;
    this.registry = registry;
    this.reports = reports;
  }

  /** Begins to watch. */
  public static DirectoryWatch start(Endpoints endpoints, WatchOptions options) {
    DirectoryWatch watch =
        new DirectoryWatch(options, new KafkaRegistry(endpoints), report -> LOG.warn("{}", report));
    Thread thread = new Thread(watch::run, "millrace-directory-watch");
    thread.setDaemon(true);
    watch.thread = thread;
    thread.start();
    return watch;
  }

  private void run() {
    try (registry) {
      do {
        look();
      } while (!ended.await(options.interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close()
    } catch (RuntimeException e) {
      LOG.error("The directory {} is not watched any more.", options.directory(), e);
    }
  }

  /** One look; what fails for now is tried at the next. */
  void look() throws InterruptedException {
    Map<VersionId, Found> now;
    try {
      now = Repository.look(options.directory());
    } catch (IOException e) {
      LOG.warn("Nothing is concluded from this look at {}: {}", options.directory(), e.toString());
      return;
    }
    boolean first = before == null; // after a start nothing is gone before it was there
    Looks looks = new Looks(before == null ? now : before, now);
    try {
      Map<String, ModelState> models = registry.models();
      if (!first) {
        takeAll(looks, models);
      }
    } catch (KafkaException e) {
      LOG.warn("The registry cannot be asked now: {}", e.toString());
    }
    before = now;
  }

  private void takeAll(Looks looks, Map<String, ModelState> models) throws InterruptedException {
    for (String model : looks.models()) {
      take(model, looks, models.get(model));
    }
    for (ModelState state : models.values()) {
      retireRemoved(state, looks);
    }
  }

  private void take(String model, Looks looks, @Nullable ModelState state)
      throws InterruptedException {
    SortedSet<Long> wanted = options.policy().wanted(looks.versions(model));
    for (long number : wanted) {
      VersionId id = new VersionId(model, number);
      if (looks.isSettled(id) && version(state, number) == null) {
        publish(id, looks.now().get(id));
      }
    }
    ModelState known = state == null ? registry.models().get(model) : state;
    if (!wanted.isEmpty() && known != null) {
      rollOut(new VersionId(model, wanted.last()), known);
    }
  }

  private void publish(VersionId id, @Nullable Found found) throws InterruptedException {
    if (found == null || found.equals(reported.get(id))) {
      return;
    }
    try {
      VersionFiles files = VersionFiles.in(found.directory());
      if (!id.model().equals(files.model()) || id.version() != files.version()) {
        throw new IllegalArgumentException(
            "its model.json is that of %s/%d".formatted(files.model(), files.version()));
      }
      Outcome outcome = registry.publish(files);
      if (outcome instanceof Outcome.NotDone refused) {
        report(id, found, refused.event().getReason());
      } else if (outcome instanceof Outcome.Done) {
        LOG.info("Published {} from {}", id, found.directory());
      }
    } catch (InvalidVersionException | InvalidKeyFileException | IllegalArgumentException e) {
      report(id, found, String.valueOf(e.getMessage()));
    }
  }

  private void report(VersionId id, Found found, String why) {
    reported.put(id, found);
    reports.accept("%s is not taken from the directory: %s".formatted(id, why));
  }

  /** Once in the life of a version, whoever asked: what an operator takes back stays taken back. */
  private void rollOut(VersionId id, ModelState state) throws InterruptedException {
    VersionState version = version(state, id.version());
    Long stable = state.getStable();
    boolean higher =
        stable == null
            || id.version() > stable
            || (options.policy() instanceof Specific && id.version() != stable);
    boolean idle = state.getStaging() == null && state.getCandidate() == null;
    if (version != null
        && version.getStatus() == VersionStatus.PUBLISHED
        && higher
        && idle
        && !wasStaged(id)
        && asked.add(id)) {
      registry.rollout(id);
    }
  }

  private boolean wasStaged(VersionId id) {
    for (ModelEvent event : registry.history()) {
      if (event.getKind() == EventKind.STAGING
          && event.getModel().equals(id.model())
          && Long.valueOf(id.version()).equals(event.getVersion())) {
        return true;
      }
    }
    return false;
  }

  /** Only what the watch has published: what others did is theirs. */
  private void retireRemoved(ModelState state, Looks looks) throws InterruptedException {
    for (VersionState version : state.getVersions()) {
      VersionId id = new VersionId(state.getModel(), version.getVersion());
      boolean ours = version.getPublishedBy().equals(NAME);
      if (!ours || version.getStatus() == VersionStatus.RETIRED || !looks.isGone(id)) {
        inService.remove(id);
        continue;
      }
      switch (version.getStatus()) {
        case STABLE, STAGING, CANARY, SHADOW -> {
          if (inService.add(id)) {
            reports.accept(
                id
                    + " was removed from the directory and is in service: it is retired when it is"
                    + " not any more");
          }
        }
        default -> registry.retire(id);
      }
    }
  }

  private static @Nullable VersionState version(@Nullable ModelState state, long number) {
    return state == null
        ? null
        : state.getVersions().stream()
            .filter(version -> version.getVersion() == number)
            .findFirst()
            .orElse(null);
  }

  /** Ends the thread, after the look that it is at, or in the middle of it after five seconds. */
  @Override
  public void close() {
    Thread running = thread;
    ended.countDown();
    if (running != null) {
      try {
        running.join(JOIN_MILLIS);
        running.interrupt(); // where it still waits for an answer
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
