package io.millrace.engine.host;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must happen without anybody asking, on a thread of its own beside the path of the images: it
 * watches for work that never ends and plans the lanes anew.
 */
final class Steward implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Steward.class);
  private static final int MOST_STUCK = 3;
  private static final long LONGEST_ROUND = Duration.ofMillis(250).toNanos();

  private final HostOptions options;
  private final Crew crew;
  private final Health health;
  private final Lanes lanes;
  private volatile boolean stopped;

  Steward(HostOptions options, Crew crew, Health health, Lanes lanes) {
    this.options = options;
    this.crew = crew;
    this.health = health;
    this.lanes = lanes;
  }

  @Override
  public void run() {
    long every = options.planEvery().toNanos();
    long shortest =
        Math.min(options.decodeDeadline().toNanos(), options.runDeadline().toNanos()) / 4;
    long round = Math.min(LONGEST_ROUND, Math.min(every, shortest));
    long planAt = System.nanoTime() + every;
    try {
      while (!stopped && health.failure() == null) {
        LockSupport.parkNanos(round);
        long now = System.nanoTime();
        crew.workers().forEach(worker -> watch(worker, now));
        if (now - planAt >= 0) {
          lanes.plan();
          planAt = System.nanoTime() + every;
        }
      }
    } catch (RuntimeException | Error e) {
      health.fail(e);
    }
  }

  /** The thread that runs this is to be unparked after. */
  void stop() {
    stopped = true;
  }

  private void watch(Worker worker, long now) {
    if (worker.giveUpDecode(now - options.decodeDeadline().toNanos())) {
      crew.replace(worker);
      LOG.error("A decoder hangs; its worker was replaced ({} hang now)", crew.stuck());
      if (crew.stuck() > MOST_STUCK) {
        health.hang(new IllegalStateException(crew.stuck() + " decoders hang in native code"));
      }
    }
    if (worker.terminateRun(now - options.runDeadline().toNanos())) {
      LOG.error("A run has taken more than {}; it was told to end", options.runDeadline());
    }
    // Nobody waits for a run in the background, unless its version has been promoted since.
    if (worker.isStuckSince(now - options.runDeadline().toNanos())
        && (!worker.isBackground() || worker.isInTheWay())) {
      health.hang(
          new IllegalStateException(
              "a run does not end " + options.runDeadline() + " after it was told to"));
    }
  }
}
