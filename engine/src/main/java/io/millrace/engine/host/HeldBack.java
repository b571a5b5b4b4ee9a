package io.millrace.engine.host;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a caller has no room for most of the time in which it has anything in flight. Its images
 * then come as fast as the engine lets them, which says nothing of how fast they would come. The
 * clock is read only where something changes, which under load is rare.
 */
final class HeldBack {

  private static final double MOST_OF_THE_TIME = 0.7;
  private static final double WEIGHT = 0.25;

  private final Stopwatch active = new Stopwatch();
  private final Stopwatch held = new Stopwatch();
  private final AtomicInteger inFlight;
  private volatile boolean noRoom;
  private double share; // guarded by this, as are the watches
  private int looks;

  /** Watches a caller that counts its images here. */
  HeldBack(AtomicInteger inFlight) {
    this.inFlight = inFlight;
  }

  /** The first image is in flight, or the last one no longer; looked up anew, for both may be. */
  synchronized void inFlightChanged() {
    active.turn(inFlight.get() > 0, System.nanoTime());
  }

  /** Whether there is room, each time that somebody asks. */
  void room(boolean isThere) {
    if (noRoom == isThere) {
      turn(!isThere);
    }
  }

  /** Whether there was none when somebody asked last. */
  boolean lacksRoom() {
    return noRoom;
  }

  private synchronized void turn(boolean isHeld) {
    noRoom = isHeld;
    held.turn(isHeld, System.nanoTime());
  }

  /** Looks at the time since the last look, and remembers what was before. */
  synchronized boolean look(long now) {
    double nanos = (double) active.lap(now);
    double heldNanos = (double) held.lap(now);
    if (nanos > 0) {
      share += Math.max(WEIGHT, 1.0 / ++looks) * (Math.min(heldNanos / nanos, 1) - share);
    }
    return nanos > 0 && share >= MOST_OF_THE_TIME;
  }

  /** Sums up the time for which something holds. */
  private static final class Stopwatch {

    private boolean runs;
    private long since;
    private long sum;

    void turn(boolean on, long now) {
      sum += runs ? now - since : 0;
      since = now;
      runs = on;
    }

    /** The time since the last lap. */
    long lap(long now) {
      turn(runs, now);
      long lap = sum;
      sum = 0;
      return lap;
    }
  }
}
