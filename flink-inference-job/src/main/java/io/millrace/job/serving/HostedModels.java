package io.millrace.job.serving;

import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the registry wants against what is loaded. Pure bookkeeping: no thread, no clock, no I/O;
 * its owner guards it.
 *
 * <p>A route moves to the stable version only when that is READY here. Until then the version that
 * served before goes on, and is not unloaded.
 */
final class HostedModels {

  /** What to do about a new state. */
  record Work(List<VersionToLoad> load, List<VersionId> unload) {}

  /** A version that the registry asks for and that is not here. */
  record VersionToLoad(VersionId id, VersionState version) {}

  private record Hosting(VersionState version, @Nullable LoadOutcome outcome) {
    boolean isReady() {
      return outcome instanceof LoadOutcome.Ready;
    }
  }

  private final Map<String, ModelState> states = new HashMap<>();
  private final Map<VersionId, Hosting> hosted = new HashMap<>();
  private Map<String, Route> routes = Map.of();

  /**
   * Takes a state in; one that is not newer than what was seen changes nothing.
   *
   * @return what shall be loaded and unloaded now
   */
  Work apply(ModelState state) {
    ModelState seen = states.get(state.getModel());
    if (seen != null && state.getSequence() <= seen.getSequence()) {
      return new Work(List.of(), List.of());
    }
    states.put(state.getModel(), state);
    List<VersionToLoad> load = new ArrayList<>();
    for (VersionState version : state.getVersions()) {
      VersionId id = new VersionId(state.getModel(), version.getVersion());
      if (wanted(state).contains(version.getVersion()) && !hosted.containsKey(id)) {
        hosted.put(id, new Hosting(version, null));
        load.add(new VersionToLoad(id, version));
      }
    }
    reroute();
    return new Work(load, dismiss(state.getModel()));
  }

  /**
   * Takes the end of a load in.
   *
   * @return versions that are not needed any more now that this one is here
   */
  List<VersionId> loaded(VersionId id, LoadOutcome outcome) {
    Hosting hosting = hosted.get(id);
    if (hosting == null) {
      return List.of(id); // the registry changed its mind while it was loading
    }
    hosted.put(id, new Hosting(hosting.version(), outcome));
    reroute();
    return dismiss(id.model());
  }

  /** Who scores the images of each model; immutable. */
  Map<String, Route> routes() {
    return routes;
  }

  /** Highest sequence seen of each model; immutable. */
  Map<String, Long> sequences() {
    return states.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().getSequence()));
  }

  /** What {@code model-status} shall say of each version. */
  List<HostedVersion> report() {
    return hosted.entrySet().stream().map(e -> report(e.getKey(), e.getValue())).toList();
  }

  private static HostedVersion report(VersionId id, Hosting hosting) {
    var report =
        HostedVersion.newBuilder()
            .setModel(id.model())
            .setVersion(id.version())
            .setDigest(hosting.version().getDigest());
    LoadOutcome outcome = hosting.outcome();
    if (outcome instanceof LoadOutcome.Ready ready) {
      report
          .setState(LoadState.READY)
          .setProvider(ready.provider())
          .setLoadMillis(ready.loadMillis())
          .setAlphaMicros(ready.alphaMicros())
          .setTau0Micros(ready.tau0Micros())
          .setMemoryBytes(ready.memoryBytes());
    } else if (outcome instanceof LoadOutcome.Rejected rejected) {
      report.setState(LoadState.FAILED).setCode(rejected.code()).setReason(rejected.reason());
    } else {
      report.setState(LoadState.LOADING);
    }
    return report.build();
  }

  private static Set<Long> wanted(ModelState state) {
    return Stream.of(state.getStable(), state.getPrevious(), state.getStaging())
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void reroute() {
    Map<String, Route> next = new HashMap<>(routes);
    for (ModelState state : states.values()) {
      Long stable = state.getStable();
      if (stable == null) {
        continue;
      }
      VersionId id = new VersionId(state.getModel(), stable);
      Hosting hosting = hosted.get(id);
      if (hosting != null && hosting.isReady()) {
        next.put(
            state.getModel(), new Route(id, hosting.version().getDigest(), state.getSequence()));
      }
    }
    routes = Map.copyOf(next);
  }

  private List<VersionId> dismiss(String model) {
    ModelState state = states.get(model);
    Route route = routes.get(model);
    List<VersionId> unload = new ArrayList<>();
    for (VersionId id : Set.copyOf(hosted.keySet())) {
      boolean keep =
          !id.model().equals(model)
              || (state != null && wanted(state).contains(id.version()))
              || (route != null && route.id().equals(id));
      if (!keep) {
        hosted.remove(id);
        unload.add(id);
      }
    }
    return unload;
  }
}
