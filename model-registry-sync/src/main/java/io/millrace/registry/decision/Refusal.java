package io.millrace.registry.decision;

/** Why a command is not carried out; stands in the event's evidence as {@code code}. */
public enum Refusal {
  /** The record is no command or no report at all. */
  UNREADABLE,
  /** The model's name or the version's number cannot be. */
  NAME,
  /** model.json cannot be read, or names another model or version. */
  MANIFEST,
  /** The list of files is not one that a host could lay out and check. */
  ARTIFACTS,
  /** The state of the model would no longer fit a record. */
  TOO_LARGE,
  /** The number is taken by other files; a published version never changes. */
  EQUIVOCATION,
  /** Nobody published that version. */
  UNKNOWN_VERSION,
  /** The version is gone for good. */
  RETIRED,
  /** A host's gate refused the version. */
  REJECTED,
  /** It is so already. */
  ALREADY,
  /** The version serves or is being staged. */
  IN_USE,
  /** There is no version to return to. */
  NO_PREVIOUS,
  /** The version to return to is another than the command says. */
  OTHER_PREVIOUS,
  /** The rollout does not say how traffic shall move, or says what cannot go together. */
  MODE,
  /** The shares of the rollout are none, or do not grow. */
  RAMP,
  /** A time of the rollout is none that could be kept. */
  TIMING,
  /** A guard is none that could fire, or could never say anything. */
  GUARD,
  /** Nothing serves that a version could be tried beside. */
  NO_STABLE,
  /** A version is on trial; that ends first. */
  ON_TRIAL,
  /** The version is not on trial. */
  NOT_ON_TRIAL,
  /** A sequence number that no model can have or go beyond. */
  SEQ_RANGE,
  /** The model has changed since the asker looked. */
  STALE_SEQUENCE
}
