package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
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
 * served before goes on, and is not unloaded. A version on trial that is not READY here takes no
 * image.
 */
final class HostedModels {

  /** What to do about a new state. */
  record Work(List<VersionToLoad> load, List<VersionId> unload) {}

  /**
   * A version that the registry asks for and that is not here.
   *
   * @param sequence registry sequence under which it was asked for
   * @param awaited whether images may wait for it: nothing serves its model here
   */
  record VersionToLoad(VersionId id, VersionState version, long sequence, boolean awaited) {}

  /**
   * A version that the registry asks for.
   *
   * @param order what was ordered; the end of an earlier order says nothing about this one
   */
  private record Hosting(VersionToLoad order, @Nullable LoadOutcome outcome) {
    boolean isReady() {
      return outcome instanceof LoadOutcome.Ready;
    }

    String digest() {
      return order.version().getDigest();
    }

    /** Whether it failed, and the registry asks for another try since. */
    boolean isToBeTriedAgain(ModelState state) {
      Rollout rollout = state.getRollout();
      return outcome instanceof LoadOutcome.Rejected
          && rollout != null
          && rollout.getVersion() == order.id().version()
          && rollout.getStagedSequence() > order.sequence();
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
      Hosting hosting = hosted.get(id);
      boolean isNew = hosting == null || hosting.isToBeTriedAgain(state);
      if (wanted(state).contains(version.getVersion()) && isNew) {
        boolean awaited =
            !routes.containsKey(id.model()) && !Objects.equals(state.getStaging(), id.version());
        VersionToLoad order = new VersionToLoad(id, version, state.getSequence(), awaited);
        hosted.put(id, new Hosting(order, null));
        load.add(order);
      }
    }
    reroute();
    return new Work(load, dismiss(state.getModel()));
  }

  /**
   * Takes the end of a load in.
   *
   * @param order as {@link #apply} gave it
   * @return versions that are not needed any more now that this one is here
   */
  List<VersionId> loaded(VersionToLoad order, LoadOutcome outcome) {
    VersionId id = order.id();
    Hosting hosting = hosted.get(id);
    if (hosting == null || hosting.order().sequence() != order.sequence()) {
      // The registry changed its mind while it was loading; if twice, it is loaded anew.
      return outcome instanceof LoadOutcome.Ready ? List.of(id) : List.of();
    }
    hosted.put(id, new Hosting(order, outcome));
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
            .setDigest(hosting.digest());
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
    Candidate candidate = state.getCandidate();
    Long onTrial = candidate == null ? null : candidate.getVersion();
    return Stream.of(state.getStable(), state.getPrevious(), state.getStaging(), onTrial)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void reroute() {
    Map<String, Route> next = new HashMap<>(routes);
    for (ModelState state : states.values()) {
      Route route = route(state);
      if (route != null) {
        next.put(state.getModel(), route.with(trial(state, route)));
      }
    }
    routes = Map.copyOf(next);
  }

  /** To the version in service, or while that is not ready here to the one that served before. */
  private @Nullable Route route(ModelState state) {
    Hosting hosting = ready(state.getModel(), state.getStable());
    return hosting == null
        ? routes.get(state.getModel())
        : new Route(hosting.order().id(), hosting.digest(), state.getSequence());
  }

  private @Nullable Trial trial(ModelState state, Route route) {
    Candidate candidate = state.getCandidate();
    if (candidate == null || candidate.getArm() == Arm.STABLE) {
      return null;
    }
    Hosting hosting = ready(state.getModel(), candidate.getVersion());
    if (hosting == null || hosting.order().id().equals(route.id())) {
      return null;
    }
    VersionId id = hosting.order().id();
    var scorer = new Scorer(id, hosting.digest(), state.getSequence(), candidate.getArm());
    return new Trial(scorer, candidate);
  }

  private @Nullable Hosting ready(String model, @Nullable Long version) {
    Hosting hosting = version == null ? null : hosted.get(new VersionId(model, version));
    return hosting != null && hosting.isReady() ? hosting : null;
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
