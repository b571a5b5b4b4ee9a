package io.millrace.engine.host;

/** What a worker is to do next. */
sealed interface Work {

  /** Decode an image into its slot. */
  record Decode(Batch batch, int slot, Ticket ticket) implements Work {}

  /** Run a batch that is ready. */
  record Run(Batch batch) implements Work {}

  /** End the thread. */
  record Stop() implements Work {}
}
