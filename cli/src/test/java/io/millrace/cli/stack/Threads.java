package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Which threads were there, so that a test can demand that none was left behind. */
record Threads(Set<Thread> before) {
  /**
   * One per process, kept by the JDK and by Kafka's metrics library whatever is closed; all are
   * daemons.
   */
  private static final Predicate<String> PROCESS_WIDE =
      Pattern.compile(
              "process reaper.*|Keep-Alive-Timer|Common-Cleaner|Attach Listener|metrics-meter-tick-thread-\\d")
          .asMatchPredicate();

  static Threads now() {
    return new Threads(Thread.getAllStackTraces().keySet());
  }

  void awaitNoMore() {
    Awaitility.await("threads left behind")
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(newNames()).isEmpty());
  }

  private Set<String> newNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(PROCESS_WIDE.negate())
        .collect(Collectors.toSet());
  }
}
