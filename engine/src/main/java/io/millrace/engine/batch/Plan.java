package io.millrace.engine.batch;

/** What to do with an open batch whose device is free. */
public sealed interface Plan {

  /** Close it now. */
  record Close(CloseReason reason) implements Plan {}

  /**
   * Wait for more.
   *
   * @param until nanoseconds of the clock handed in; ask again then, or when an image arrives
   */
  record Wait(long until) implements Plan {}
}
