package io.millrace.engine.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who uses a session and closes it after the last one. Closing a session under an active run
 * crashes the process; this class is why that cannot happen.
 */
public final class SessionLeases {

  private static final int RETIRED = 1 << 31;

  private final Runnable close;

  /** Leases that are out, and {@link #RETIRED}. */
  private final AtomicInteger state = new AtomicInteger();

  /**
   * Starts without leases.
   *
   * @param close frees the session and its buffers; called once, by whoever ends the last lease
   */
  public SessionLeases(Runnable close) {
    this.close = close;
  }

  /** Takes a lease; false once retired. Every lease taken is released exactly once. */
  public boolean tryAcquire() {
    int before = state.get();
    while (before >= 0) {
      if (state.compareAndSet(before, before + 1)) {
        return true;
      }
      before = state.get();
    }
    return false;
  }

  public void release(int count) {
    int before;
    do {
      before = state.get();
      if (count > leases(before)) {
        throw new IllegalStateException("released " + count + " of " + leases(before) + " leases");
      }
    } while (!state.compareAndSet(before, before - count));
    if (before - count == RETIRED && count > 0) {
      close.run();
    }
  }

  /** Grants no lease any more; closes now if none is out. */
  public void retire() {
    if (state.getAndUpdate(before -> before | RETIRED) == 0) {
      close.run();
    }
  }

  public int outstanding() {
    return leases(state.get());
  }

  private static int leases(int state) {
    return state & ~RETIRED;
  }
}
