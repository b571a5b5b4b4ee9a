package io.millrace.registry.decision;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule says: the next state, if anything changes, and the events. */
record Ruling(@Nullable ModelState newState, List<ModelEvent> events) {

  /** Nothing changes and there is nothing to say. */
  static final Ruling NOTHING = new Ruling(null, List.of());

  /** What model-registry-sync decides by itself, and why. */
  record Why(EventKind kind, long version, String reason, Map<String, String> evidence) {}

  /** A change that no command caused. */
  static Ruling change(StateChange change, Instant now, Why why) {
    ModelState next = change.state(now);
    return new Ruling(next, List.of(event(next, now, why)));
  }

  /** Nothing changes, and that is worth saying. */
  static Ruling remark(ModelState state, Instant now, Why why) {
    return new Ruling(null, List.of(event(state, now, why)));
  }

  private static ModelEvent event(ModelState state, Instant now, Why why) {
    return new ModelEvent(
        state.getModel(),
        state.getSequence(),
        now,
        why.kind(),
        why.version(),
        null,
        Events.SYNC,
        why.reason(),
        why.evidence());
  }

  Decision with(Evidence evidence) {
    return new Decision(newState, evidence, events);
  }
}
