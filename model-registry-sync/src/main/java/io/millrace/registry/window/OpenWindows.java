package io.millrace.registry.window;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.Arm;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.registry.decision.Watch;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.window.OpenWindow.Of;
import io.millrace.registry.window.OpenWindow.Stored;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows that are being filled, of all models: a store, with what is in it at hand. {@link
 * Watch} says which there are. For one thread.
 */
public final class OpenWindows {

  private static final Logger LOG = LoggerFactory.getLogger(OpenWindows.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, OpenWindow> windows = new HashMap<>();

  /** Those that are in the store; what another release wrote there is forgotten. */
  public OpenWindows(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        restore(entry.key, entry.value);
      }
    }
  }

  private void restore(String key, byte[] stored) {
    try {
      windows.put(key, new OpenWindow(JSON.readValue(stored, Stored.class)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("The stored window {} cannot be read, it begins anew: {}", key, e.getMessage());
    }
  }

  /**
   * Puts what a partition has counted into the windows that want it.
   *
   * @param since when the rules began to listen, milliseconds since 1970
   */
  public void add(Delta delta, ModelState state, Instant now, long since) {
    for (Watch watch : Watch.of(state)) {
      for (Duration length : watch.lengths()) {
        Of of = of(state, watch, length);
        boolean its = delta.by().arm() == of.arm() && delta.by().version() == of.version();
        boolean stables =
            of.trial() != Of.NO_TRIAL
                && delta.by().arm() == Arm.STABLE
                && Objects.equals(state.getStable(), delta.by().version());
        if ((its || stables) && of.isDuring(delta)) {
          OpenWindow window = window(of, now.toEpochMilli(), since);
          if (its) {
            window.addVersion(delta);
          } else {
            window.addStable(delta);
          }
          keep(window);
        }
      }
    }
  }

  private static Of of(ModelState state, Watch watch, Duration length) {
    Rollout rollout = state.getRollout();
    boolean onTrial = watch.arm() != Arm.STABLE && rollout != null;
    return new Of(
        state.getModel(),
        watch.arm(),
        watch.version(),
        onTrial ? rollout.getStagedSequence() : Of.NO_TRIAL,
        length.toMillis());
  }

  private OpenWindow window(Of of, long now, long since) {
    OpenWindow window = windows.get(key(of));
    if (window == null || !window.of().equals(of)) {
      return new OpenWindow(of, now, since);
    }
    if (window.isEmpty()) {
      window.close(now); // it may have been open for long
    }
    return window;
  }

  /** Closes those whose time is over, and forgets those that nobody wants any more. */
  public List<WindowStats> close(Function<String, @Nullable ModelState> states, Instant now) {
    List<WindowStats> closed = new ArrayList<>();
    for (OpenWindow window : List.copyOf(windows.values())) {
      if (!isWanted(window.of(), states.apply(window.of().model()))) {
        drop(window.of());
      } else if (!window.isEmpty()) {
        WindowStats stats = window.close(now.toEpochMilli());
        if (stats != null) {
          closed.add(stats);
        }
        if (window.isEmpty()) {
          keep(window);
        }
      }
    }
    return closed;
  }

  private static boolean isWanted(Of of, @Nullable ModelState state) {
    return state != null
        && Watch.of(state).stream()
            .anyMatch(
                watch ->
                    watch.lengths().stream()
                        .anyMatch(length -> of(state, watch, length).equals(of)));
  }

  private void keep(OpenWindow window) {
    try {
      store.put(key(window.of()), JSON.writeValueAsBytes(window.stored()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and names are always JSON.", e);
    }
    windows.put(key(window.of()), window);
  }

  private void drop(Of of) {
    store.delete(key(of));
    windows.remove(key(of));
  }

  /** A model has one version in service and one on trial at most. */
  private static String key(Of of) {
    return of.model() + "/" + of.arm() + "/" + of.lengthMillis();
  }
}
