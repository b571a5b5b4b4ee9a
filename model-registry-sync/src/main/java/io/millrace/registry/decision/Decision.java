package io.millrace.registry.decision;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.schemas.RegistrySequence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input.
 *
 * @param newState what is true of the model from now on; null if nothing changes
 * @param evidence what the windows have said so far; to be handed in with the next input
 * @param events what was decided and why, in order
 */
public record Decision(@Nullable ModelState newState, Evidence evidence, List<ModelEvent> events) {

  /**
   * Decides.
   *
   * @param state what is true of the model; null if nothing is known of it
   * @param evidence that of the last decision about the model
   */
  public static Decision decide(
      @Nullable ModelState state, Evidence evidence, Input input, Instant now) {
    Decision decision = byRule(state, evidence, input, now);
    ModelState next = decision.newState();
    return next == null
        ? decision
        : new Decision(next, decision.evidence().after(state, next, now), decision.events());
  }

  private static Decision byRule(
      @Nullable ModelState state, Evidence evidence, Input input, Instant now) {
    if (input instanceof Input.Command asked) {
      return new CommandRules(state, asked.command(), now).decide().with(evidence);
    }
    // The last number there is was never reached by counting; nothing can follow it.
    if (state == null || state.getSequence() >= RegistrySequence.HIGHEST) {
      return Ruling.NOTHING.with(evidence);
    }
    if (input instanceof Input.Hosts hosts) {
      return HostRule.decide(state, hosts.live(), now).with(evidence);
    }
    if (input instanceof Input.Tick) {
      return TrialRule.decide(state, evidence, now);
    }
    if (input instanceof Input.Window window) {
      return GuardRule.decide(state, evidence, window.stats(), now);
    }
    throw new AssertionError("There is no rule for " + input);
  }
}
