package io.millrace.job.serving;

/** A host as its pool sees it. */
interface HostHandle extends Serving {

  /** Whether a new user can be served. */
  boolean isUsable();

  /** Ends it; takes seconds at most. */
  void close() throws InterruptedException;
}
