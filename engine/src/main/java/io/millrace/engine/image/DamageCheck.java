package io.millrace.engine.image;

/** How far the gate follows a JPEG, which has no checksum. A PNG has, and is always verified. */
public enum DamageCheck {
  /** Every code of the coded data: what a decoder would fill with grey is found. */
  FULL,
  /**
   * Markers, lengths and EOI: a file cut short is found, damage between two markers is not, and the
   * decoder fills it with grey in silence.
   */
  STRUCTURE
}
