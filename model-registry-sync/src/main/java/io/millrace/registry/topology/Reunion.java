package io.millrace.registry.topology;

import io.millrace.avro.ModelState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stores say of each model against what {@code model-registry} says.
 *
 * <p>Both are written in one transaction, so they differ only where one of them was lost: deleted,
 * restored from a backup, or copied to another cluster without the other. The higher sequence is
 * the truth, because hosts refuse every lower one.
 */
final class Reunion {

  private static final Logger LOG = LoggerFactory.getLogger(Reunion.class);

  private final ModelStates models;
  private final Collection<ModelState> published;

  /**
   * At the start of the task.
   *
   * @param published the last state of each model in the topic
   */
  Reunion(ModelStates models, Collection<ModelState> published) {
    this.models = models;
    this.published = List.copyOf(published);
  }

  /** The states that the stores have lost. */
  List<ModelState> lostHere() {
    List<ModelState> lost = new ArrayList<>();
    for (ModelState state : published) {
      long known = models.sequence(state.getModel());
      if (state.getSequence() > known) {
        LOG.warn(
            "The stores have {} at sequence {}, model-registry at {}, which is taken over. Were the"
                + " state folder and its changelog deleted, or the topics restored?",
            state.getModel(),
            known,
            state.getSequence());
        lost.add(state);
      }
    }
    return lost;
  }

  /** The states that the topic has lost. */
  List<ModelState> lostThere() {
    Map<String, Long> there = new HashMap<>();
    published.forEach(state -> there.put(state.getModel(), state.getSequence()));
    List<ModelState> lost = new ArrayList<>();
    for (ModelState state : models.all()) {
      long known = there.getOrDefault(state.getModel(), 0L);
      if (state.getSequence() > known) {
        LOG.warn(
            "model-registry has {} at sequence {}, the stores at {}, which is written there again."
                + " Was the topic deleted, or restored from a backup?",
            state.getModel(),
            known,
            state.getSequence());
        lost.add(state);
      }
    }
    return lost;
  }
}
