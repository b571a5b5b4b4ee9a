package io.millrace.cli.models;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.cli.models.Display.Progress;
import io.millrace.cli.registry.RolloutText;
import io.millrace.registry.client.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows what happens to one model while somebody waits. */
final class Follower {

  /**
   * How long to wait.
   *
   * @param answer for the first word of model-registry-sync
   * @param end for the last
   */
  record Patience(Duration answer, Duration end) {

    static final Duration ENDLESS = Duration.ofDays(36_500);

    /** How long to wait for more where this has come so far. */
    Duration of(Outcome outcome) {
      boolean unheard = outcome instanceof Outcome.Pending pending && pending.last() == null;
      return unheard && answer.compareTo(end) < 0 ? answer : end;
    }
  }

  private static final Duration LOOK = Duration.ofMillis(250);

  private final RegistryReader reader;
  private final String model;
  private final Display display;
  private int seen;

  /** Begins with what is decided after this. */
  Follower(RegistryReader reader, String model, Display display) {
    this.reader = reader;
    this.model = model;
    this.display = display;
    this.seen = reader.history().size();
  }

  /**
   * Until a command has come to an end, or patience has.
   *
   * @param version whose progress on the hosts is shown; null: of none
   */
  Outcome await(UUID command, @Nullable Long version, Patience patience) {
    long start = System.nanoTime();
    String id = command.toString();
    boolean answered = false;
    while (true) {
      List<ModelEvent> history = reader.history();
      for (ModelEvent event : history.subList(seen, history.size())) {
        boolean own = id.equals(event.getCommandId());
        answered = answered || own;
        boolean refusal = own && event.getKind() == EventKind.REFUSED; // said once, at the end
        if (answered && !refusal && event.getModel().equals(model)) {
          display.event(event);
        }
      }
      seen = history.size();
      if (answered) {
        show(version);
      }
      Outcome outcome = Outcome.of(id, history);
      boolean late = System.nanoTime() - start >= patience.of(outcome).toNanos();
      if (late || !(outcome instanceof Outcome.Pending)) {
        return outcome;
      }
      reader.await(LOOK);
    }
  }

  /** For so long; null: until the process ends. */
  void watch(@Nullable Duration length) {
    long start = System.nanoTime();
    while (length == null || System.nanoTime() - start < length.toNanos()) {
      List<ModelEvent> history = reader.history();
      history.subList(seen, history.size()).stream()
          .filter(event -> event.getModel().equals(model))
          .forEach(display::event);
      seen = history.size();
      show(current(reader.model(model)));
      reader.await(LOOK);
    }
  }

  private static @Nullable Long current(@Nullable ModelState state) {
    if (state == null) {
      return null;
    }
    Rollout rollout = state.getRollout();
    return rollout == null ? state.getStable() : (Long) rollout.getVersion();
  }

  private void show(@Nullable Long version) {
    ModelState state = reader.model(model);
    if (state == null || version == null || !hasVersion(state, version)) {
      return;
    }
    display.progress(
        new Progress(
            version, RolloutText.step(state, Instant.now()), reader.fleet(state).lines(version)));
  }

  private static boolean hasVersion(ModelState state, long version) {
    return state.getVersions().stream().anyMatch(known -> known.getVersion() == version);
  }
}
