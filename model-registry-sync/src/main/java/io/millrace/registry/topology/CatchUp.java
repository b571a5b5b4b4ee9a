package io.millrace.registry.topology;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether every host that is alive has been heard since this task began.
 *
 * <p>Until then silence says nothing: after a pause of ours the reports of the hosts lie in the
 * topic unread, and a rollout decided without them would move traffic to a version that nobody has
 * loaded. It is so once the reports that were there at the start are read, or when none has come
 * for longer than a living host may be silent.
 */
final class CatchUp {

  private static final Duration QUIET = Duration.ofSeconds(10);

  private final long end;
  private Instant lastReport;
  private Instant silentUntil = Instant.MIN;
  private boolean done;

  /**
   * At the start of the task.
   *
   * @param end offset behind the last report that was there
   */
  CatchUp(long end, Instant now) {
    this.end = end;
    this.lastReport = now;
    this.done = end == 0;
  }

  /** What the hosts have said before is lost: each has to speak once more. */
  void startAnew(Instant now) {
    silentUntil = now.plus(QUIET);
  }

  void read(long offset, Instant now) {
    lastReport = now;
    done |= offset + 1 >= end;
  }

  boolean isDone(Instant now) {
    done |= Duration.between(lastReport, now).compareTo(QUIET) >= 0;
    return done && !now.isBefore(silentUntil);
  }
}
