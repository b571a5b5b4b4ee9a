package io.millrace.job.serving;

/** A host as its {@link HostPool} sees it. */
public interface PooledHost {

  /** Whether a new user can be served. */
  boolean isUsable();

  /** Ends it; takes seconds at most. */
  void close() throws InterruptedException;
}
