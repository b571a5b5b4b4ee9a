package io.millrace.registry.decision;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input.
 *
 * @param newState what is true of the model from now on; null if nothing changes
 * @param events what was decided and why, in order
 */
public record Decision(@Nullable ModelState newState, List<ModelEvent> events) {

  /** Nothing changes and there is nothing to say. */
  static final Decision NOTHING = new Decision(null, List.of());

  /**
   * Decides.
   *
   * @param state what is true of the model; null if nothing is known of it
   */
  public static Decision decide(@Nullable ModelState state, Input input, Instant now) {
    if (input instanceof Input.Command asked) {
      return new CommandRules(state, asked.command(), now).decide();
    }
    if (input instanceof Input.Hosts hosts) {
      return state == null ? NOTHING : StagingRule.decide(state, hosts.live(), now);
    }
    if (input instanceof Input.Tick || input instanceof Input.Window) {
      return NOTHING;
    }
    throw new AssertionError("There is no rule for " + input);
  }
}
