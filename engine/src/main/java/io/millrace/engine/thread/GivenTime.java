package io.millrace.engine.thread;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A clock of one thread that stands still while the thread could run and others run instead. Where
 * the system does not tell (it takes Linux) it is an ordinary clock. May be read by any thread.
 */
public final class GivenTime {

  private static final int MOST_LOOKS = 5;

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
    long waited = waited();
    long now = System.nanoTime();
    long after = waited();
    // Others may have run between the looks at the two clocks: they belong together only if not.
    for (int again = 0; again < MOST_LOOKS && after != waited; again++) {
      waited = after;
      now = System.nanoTime();
      after = waited();
    }
    return now - waited;
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
