package io.millrace.engine.host;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The workers that have nothing to do. To wake one costs microseconds, so each is woken once, and
 * whoever brings work sees without a lock whether there is anybody to wake. Guarded by the
 * dispatcher's lock but for {@link #any}.
 */
final class Sleepers {

  private final ArrayDeque<Thread> threads = new ArrayDeque<>();
  private volatile int count;

  boolean any() {
    return count > 0;
  }

  /**
   * Lets the lock go until somebody wakes this thread or the time is over; at once if an image has
   * arrived. Who submits puts the image in first and looks for sleepers then; this does it the
   * other way round, so that one of the two sees the other.
   */
  void sleep(ReentrantLock lock, long nanos, Inbox arrivals) {
    Thread me = Thread.currentThread();
    threads.push(me);
    count = threads.size();
    if (arrivals.isEmpty()) {
      lock.unlock();
      try {
        LockSupport.parkNanos(this, nanos);
        // Workers end by stop(), so that no batch is left half done: an interrupt changes nothing.
        Thread.interrupted();
      } finally {
        lock.lock();
      }
    }
    threads.remove(me);
    count = threads.size();
  }

  void wakeOne() {
    Thread thread = threads.poll();
    if (thread != null) {
      count = threads.size();
      LockSupport.unpark(thread);
    }
  }

  void wakeAll() {
    while (!threads.isEmpty()) {
      wakeOne();
    }
  }
}
