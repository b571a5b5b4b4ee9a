package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.Member;
import java.time.Duration;
import java.util.List;

/** Processes of Flink that are lost. */
final class ProcessRows {

  private static final Duration FREEZE = Duration.ofSeconds(30);
  private static final Duration LISTED_FREEZE = Duration.ofSeconds(90);

  private ProcessRows() {}

  static void oneTaskManager(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(3, 50); n++) {
      Member target = trial.any(trial.taskManagers());
      trial.strike("SIGKILL", List.of(target), () -> restart(target));
    }
  }

  static void allTaskManagers(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(2, 10); n++) {
      List<Member> all = trial.taskManagers();
      trial.strike("SIGKILL", all, () -> restart(all));
    }
  }

  /** Its tasks go to the other one; when it wakes up, it believes that it still has them. */
  static void frozenTaskManager(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 10); n++) {
      Member target = trial.any(trial.hosts());
      try {
        trial.strike("SIGSTOP", List.of(target), target::freeze);
        Trial.letPass(trial.outage(FREEZE, LISTED_FREEZE));
      } finally {
        target.thaw();
      }
      Trial.letPass(Duration.ofSeconds(5)); // for it to do what it had begun
      trial.awaitWhole(Trial.now());
    }
  }

  static void jobManager(Trial trial) throws Exception {
    String id = trial.job().id();
    for (int n = 0; n < trial.times(3, 3); n++) {
      Member target = trial.jobManager();
      trial.strike("SIGKILL", List.of(target), () -> restart(target));
      assertThat(trial.job().checkpoints().restored()).as("went on from a checkpoint").isPresent();
    }
    assertThat(trial.scene().flink().rest().job(id).isProcessing()).as("the same job").isTrue();
  }

  static void jobManagerAndTaskManager(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 5); n++) {
      List<Member> both = List.of(trial.jobManager(), trial.any(trial.taskManagers()));
      trial.strike("SIGKILL", both, () -> restart(both));
    }
  }

  static void restart(Member member) {
    restart(List.of(member));
  }

  static void restart(List<Member> members) {
    members.forEach(Member::kill);
    members.forEach(member -> member.start());
  }
}
