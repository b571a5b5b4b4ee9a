package io.millrace.engine.session;

/**
 * Counts who uses a session and closes it after the last one. Closing a session under an active run
 * crashes the process; this class is why that cannot happen.
 */
public final class SessionLeases {

  private final Runnable close;
  private int leases;
  private boolean retired;

  /**
   * Starts without leases.
   *
   * @param close frees the session and its buffers; called once, by whoever ends the last lease
   */
  public SessionLeases(Runnable close) {
    this.close = close;
  }

  /** Takes a lease; false once retired. Every lease taken is released exactly once. */
  public synchronized boolean tryAcquire() {
    if (retired) {
      return false;
    }
    leases++;
    return true;
  }

  public void release(int count) {
    boolean last;
    synchronized (this) {
      if (count > leases) {
        throw new IllegalStateException("released " + count + " of " + leases + " leases");
      }
      leases -= count;
      last = retired && leases == 0 && count > 0;
    }
    if (last) {
      close.run();
    }
  }

  /** Grants no lease any more; closes now if none is out. */
  public void retire() {
    boolean last;
    synchronized (this) {
      last = !retired && leases == 0;
      retired = true;
    }
    if (last) {
      close.run();
    }
  }

  public synchronized int outstanding() {
    return leases;
  }
}
