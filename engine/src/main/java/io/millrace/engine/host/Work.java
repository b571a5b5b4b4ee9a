package io.millrace.engine.host;

/** What a worker is to do next. */
sealed interface Work permits Decodes, Batch, Work.Stop {

  /** End the thread. */
  enum Stop implements Work {
    STOP
  }
}
