package io.millrace.registry.client;

import org.jspecify.annotations.Nullable;

/**
 * What an operator says about a command beside what shall be done.
 *
 * @param reason why, for the audit trail
 * @param expectedSequence the command is refused unless the model's state has this sequence
 */
public record Terms(@Nullable String reason, @Nullable Long expectedSequence) {

  /** Nothing. */
  public static final Terms NONE = new Terms(null, null);
}
