package io.millrace.tests.recovery;

import java.time.Duration;
import java.time.Instant;

/**
 * One thing that was done to a process, and how long it took until the job was whole again.
 *
 * @param what in a word or two
 * @param pids of the processes that it was done to
 */
record Strike(String what, String target, String pids, Instant at, Duration recovery) {

  double seconds() {
    return recovery.toMillis() / 1000.0;
  }
}
