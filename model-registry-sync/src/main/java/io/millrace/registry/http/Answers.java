package io.millrace.registry.http;

import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.registry.topology.Queries;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state in the words of the answers. */
public final class Answers {

  private final Queries queries;
  private final InstantSource clock;

  public Answers(Queries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  List<Views.Model> models() {
    return queries.models().stream().map(Views.Model::of).toList();
  }

  Optional<Views.Details> model(String name) {
    ModelState state = queries.model(name);
    if (state == null) {
      return Optional.empty();
    }
    return Optional.of(Views.Details.of(state, rollout(state).orElse(null)));
  }

  List<RolloutView> rollouts() {
    List<RolloutView> underWay = new ArrayList<>();
    queries.models().forEach(state -> rollout(state).ifPresent(underWay::add));
    return underWay;
  }

  private Optional<RolloutView> rollout(ModelState state) {
    Rollout rollout = state.getRollout();
    return rollout == null
        ? Optional.empty()
        : Optional.of(RolloutView.of(state, rollout, queries.evidence(state.getModel())));
  }

  List<HostView> hosts() {
    return queries.hosts(clock.instant()).stream().map(HostView::of).toList();
  }
}
