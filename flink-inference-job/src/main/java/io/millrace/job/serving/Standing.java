package io.millrace.job.serving;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a host stands: at work, failed or closed; and who wants to know. Safe for use by many
 * threads.
 */
final class Standing {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Both are asked for every image, so no lock is taken to read them. */
  private volatile @Nullable Throwable failure;

  private volatile boolean closed;

  void addListener(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /** Something has changed: whoever waits looks again, and the listeners are told. */
  void changed() {
    wake();
    listeners.forEach(Runnable::run);
  }

  /** Whoever waits looks again. */
  synchronized void wake() {
    notifyAll();
  }

  void fail(Throwable cause) {
    failure = cause;
    changed();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  boolean isUsable() {
    return failure == null && !closed;
  }

  /**
   * Passes the end of the host on.
   *
   * @throws HostFailedException if the host cannot go on
   */
  void throwIfFailed() {
    Throwable why = failure;
    if (why != null) {
      throw new HostFailedException(why);
    }
    if (closed) {
      throw new HostFailedException(new IllegalStateException("The host is closed."));
    }
  }

  /**
   * Waits.
   *
   * @param condition of what is visible to all threads; looked at anew after each {@link #wake}
   * @throws HostFailedException if the host cannot go on
   */
  synchronized void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      throwIfFailed();
      wait();
    }
  }
}
