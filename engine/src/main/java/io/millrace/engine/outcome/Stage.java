package io.millrace.engine.outcome;

/** Where an image was when it failed. */
public enum Stage {
  /** Before a pixel was allocated. */
  GATE,
  DECODE,
  INFERENCE,
  /** While the model's output was read. */
  OUTPUT,
  /** Waiting inside the engine. */
  QUEUE
}
