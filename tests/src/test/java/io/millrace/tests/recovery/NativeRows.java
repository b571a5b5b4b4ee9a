package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Native code: it crashes, is interrupted by the end of its process, or is loaded once more. */
final class NativeRows {

  private static final Duration LOAD = Duration.ofSeconds(8);
  private static final long MOST_GROWTH_KIB = 100 * 1024;
  private static final long MOST_METASPACE_KIB = 16 * 1024;
  private static final int MOST_FILES = 32;
  private static final int WARM_UP = 3;

  private NativeRows() {}

  static void crash(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 5); n++) {
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
    for (int n = 0; n < trial.times(2, 50); n++) {
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
    List<Footprint> before = footprints(pids);
    restarts(trial, trial.times(10, 50));
    assertThat(trial.taskManagers().stream().map(Member::pid).toList()).isEqualTo(pids);
    List<Footprint> after = footprints(pids);
    for (int n = 0; n < pids.size(); n++) {
      Footprint growth = after.get(n).minus(before.get(n));
      trial.note(
          "%s: %s grown to %s".formatted(trial.taskManagers().get(n).name(), growth, after.get(n)));
      assertThat(growth.residentKib()).as("memory, KiB").isLessThan(MOST_GROWTH_KIB);
      assertThat(growth.metaspaceKib()).as("metaspace, KiB").isLessThan(MOST_METASPACE_KIB);
      assertThat(growth.files()).as("open files").isLessThan(MOST_FILES);
    }
  }

  private static List<Footprint> footprints(List<Long> pids) throws IOException {
    List<Footprint> all = new ArrayList<>();
    for (long pid : pids) {
      all.add(Footprint.of(pid));
    }
    return all;
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
}
