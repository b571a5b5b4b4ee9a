package io.millrace.registry.decision;

import io.millrace.avro.HostStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * When a host counts as alive: until five of its heartbeats are missing, at least ten seconds.
 *
 * <p>Counted from when its report was heard, on the clock of whoever heard it.
 */
public final class Heartbeats {

  private static final int MISSED = 5;
  private static final long LEAST_MILLIS = Duration.ofSeconds(10).toMillis();
  // A host that claims to beat once a year must not hold a rollout up for five.
  private static final long MOST_MILLIS = Duration.ofMinutes(5).toMillis();

  /** After so long without a report no host is alive, whatever it says of its heartbeats. */
  public static final Duration LONGEST = Duration.ofMillis(MOST_MILLIS);

  private Heartbeats() {}

  /** Whether the host that sent this report is alive. */
  public static boolean isAlive(HostStatus status, Instant heard, Instant now) {
    long beat = Math.min(Math.max(status.getHeartbeatMillis(), 0), MOST_MILLIS);
    long patience = Math.min(Math.max(MISSED * beat, LEAST_MILLIS), MOST_MILLIS);
    return Duration.between(heard, now).toMillis() < patience;
  }
}
