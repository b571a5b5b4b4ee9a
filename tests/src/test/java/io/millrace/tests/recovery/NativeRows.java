package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Native code: it crashes, is interrupted by the end of its process, or is loaded once more. */
final class NativeRows {

  private static final Duration LOAD = Duration.ofSeconds(8);
  private static final long MOST_GROWTH_KIB = 100 * 1024;
  private static final int WARM_UP = 3;

  private NativeRows() {}

  static void crash(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1); n++) {
      Member target = trial.any(trial.taskManagers());
      int before = crashReports(trial);
      trial.strike(
          "SIGSEGV",
          List.of(target),
          () -> {
            target.signal("SEGV");
            target.awaitEnd(Duration.ofMinutes(1));
            target.start();
          });
      assertThat(crashReports(trial)).as("it was a crash").isEqualTo(before + 1);
    }
  }

  /** Once while it works, once while it starts, loads libraries and models. */
  static void terminated(Trial trial) throws Exception {
    int before = crashReports(trial);
    for (int n = 0; n < trial.times(2); n++) {
      Member target = trial.any(trial.taskManagers());
      trial.strike(
          "SIGTERM",
          List.of(target),
          () -> {
            end(target);
            target.start();
            Trial.letPass(trial.within(LOAD));
            end(target);
            target.start();
          });
    }
    assertThat(crashReports(trial)).as("hs_err files").isEqualTo(before);
  }

  private static void end(Member target) {
    target.terminate();
    target.awaitEnd(Duration.ofMinutes(1));
  }

  static int crashReports(Trial trial) {
    try (Stream<Path> logs = Files.list(trial.jobManager().log().getParent())) {
      return (int) logs.filter(file -> file.toString().contains("hs_err")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The job is started again and again in the same processes, by checkpoints that fail. */
  static void restartsInTheSameProcess(Trial trial) throws Exception {
    restarts(trial, WARM_UP);
    List<Long> pids = trial.taskManagers().stream().map(Member::pid).toList();
    Map<String, Long> before = resident(trial);
    restarts(trial, trial.times(10));
    Map<String, Long> after = resident(trial);
    assertThat(trial.taskManagers().stream().map(Member::pid).toList()).isEqualTo(pids);
    trial.note("resident KiB before %s, after %s".formatted(before, after));
    after.forEach(
        (name, kib) ->
            assertThat(kib - before.getOrDefault(name, 0L))
                .as("growth of " + name)
                .isLessThan(MOST_GROWTH_KIB));
  }

  private static void restarts(Trial trial, int times) throws Exception {
    trial.strike(
        "%d restarts".formatted(times),
        List.of(),
        () -> {
          int target = trial.job().restarts() + times;
          try (var folder = CheckpointFolder.of(trial.job())) {
            folder.takeAway();
            Scene.await("it is started again").until(() -> trial.job().restarts() >= target);
          }
        });
  }

  private static Map<String, Long> resident(Trial trial) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Member member : trial.taskManagers()) {
      sizes.put(member.name(), resident(member.pid()));
    }
    return sizes;
  }

  /** {@code VmRSS: 123456 kB}. */
  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
