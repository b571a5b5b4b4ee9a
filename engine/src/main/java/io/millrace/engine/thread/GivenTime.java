package io.millrace.engine.thread;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A clock of one thread that stands still while the thread could run and others run instead. Where
 * the system does not tell (it takes Linux) it is an ordinary clock. May be read by any thread.
 */
public final class GivenTime {

  private final @Nullable LinuxThread thread;
  private volatile long waitedNanos;

  private GivenTime(@Nullable LinuxThread thread) {
    this.thread = thread;
  }

  /** Of the thread that calls. */
  public static GivenTime ofThisThread() {
    try {
      return new GivenTime(LinuxThread.current());
    } catch (IOException e) {
      return new GivenTime(null); // another system
    }
  }

  /** Nanoseconds since some moment; only differences mean something. */
  public long nanos() {
    return System.nanoTime() - waited();
  }

  private long waited() {
    try {
      if (thread != null) {
        waitedNanos = thread.waitedNanos();
      }
    } catch (IOException e) {
      return waitedNanos; // the thread has ended, or the kernel keeps no such account
    }
    return waitedNanos;
  }
}
