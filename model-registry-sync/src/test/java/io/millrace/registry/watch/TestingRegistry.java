package io.millrace.registry.watch;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.engine.model.VersionId;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.client.VersionFiles;
import io.millrace.registry.decision.Decision;
import io.millrace.registry.decision.Evidence;
import io.millrace.registry.decision.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.errors.TimeoutException;

/** The real decisions, without Kafka: commands are carried out at once, hosts there are none. */
final class TestingRegistry implements Registry {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final Map<String, ModelState> models = new TreeMap<>();
  private final List<ModelEvent> history = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  boolean down;

  @Override
  public Map<String, ModelState> models() {
    if (down) {
      throw new TimeoutException("the broker does not answer");
    }
    return new TreeMap<>(models);
  }

  @Override
  public List<ModelEvent> history() {
    return List.copyOf(history);
  }

  @Override
  public Outcome publish(VersionFiles files) {
    asked.add("publish " + files.model() + "/" + files.version());
    List<ArtifactRef> refs = List.copyOf(files.describe().keySet());
    return decide(files.model(), new PublishVersion(files.version(), files.manifest(), refs, null));
  }

  @Override
  public void rollout(VersionId id) {
    asked.add("rollout " + id);
    decide(id.model(), RolloutPlan.allAtOnce(id.version()).action());
    hosts(id.model());
  }

  @Override
  public Outcome retire(VersionId id) {
    asked.add("retire " + id);
    return decide(id.model(), new RetireVersion(id.version()));
  }

  /** What an operator asks. */
  Outcome decide(String model, Object action) {
    var command =
        new ModelCommand(UUID.randomUUID(), model, NOW, DirectoryWatch.NAME, null, null, action);
    Decision decision =
        Decision.decide(models.get(model), Evidence.NONE, new Input.Command(command), NOW);
    return take(model, decision);
  }

  /** No host is alive, so nothing holds a rollout up. */
  private void hosts(String model) {
    take(model, Decision.decide(models.get(model), Evidence.NONE, new Input.Hosts(List.of()), NOW));
  }

  private Outcome take(String model, Decision decision) {
    if (decision.newState() != null) {
      models.put(model, decision.newState());
    }
    history.addAll(decision.events());
    if (decision.events().isEmpty()) {
      return new Outcome.Pending(null);
    }
    ModelEvent last = decision.events().get(decision.events().size() - 1);
    return last.getKind() == EventKind.REFUSED ? new Outcome.NotDone(last) : new Outcome.Done(last);
  }

  @Override
  public void close() {}
}
