package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.Member;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * The moment between pre-commit and commit: the checkpoint is complete, and its transactions are
 * still open. It is reached by signals alone:
 *
 * <pre>
 * freeze the other TaskManager                 a checkpoint begins, and the target acknowledges it
 * freeze the target, thaw the other one        the other one acknowledges, the checkpoint is complete
 * the target would be told to commit now, and stands still
 * </pre>
 */
final class TransactionRows {

  private static final Duration OUTAGE = Duration.ofSeconds(60);

  /** As the message of a lost transaction has it. */
  private static final Pattern LOST = Pattern.compile("partition (\\d+) offsets (\\d+) to (\\d+)");

  private TransactionRows() {}

  static void killedBeforeCommit(Trial trial) throws Exception {
    Member broker = trial.brokers().get(0);
    for (int n = 0; n < trial.times(2); n++) {
      Member target = trial.any(trial.taskManagers());
      trial.strike(
          "SIGKILL before commit",
          List.of(target),
          () -> holdBeforeCommit(trial, target),
          () -> ProcessRows.restart(target));
      List<Member> both = List.of(broker, target);
      trial.strike(
          "SIGKILL before commit",
          both,
          () -> holdBeforeCommit(trial, target),
          () -> ProcessRows.restart(both));
    }
  }

  /** Exactly-once cannot be kept: the job must say so, with the offsets, and the runbook helps. */
  static void longerThanTheTransactionTimeout(Trial trial) throws Exception {
    Member target = trial.any(trial.taskManagers());
    List<Member> all = trial.taskManagers();
    Trial.Action outage =
        () -> {
          holdBeforeCommit(trial, target);
          all.forEach(Member::kill);
          Trial.letPass(trial.outage(OUTAGE));
        };
    if (trial.delivery() == Delivery.AT_LEAST_ONCE) {
      trial.strike("SIGKILL", all, outage, () -> all.forEach(member -> member.start()));
      return;
    }
    trial.awaitWhole(Trial.now().minusSeconds(5));
    outage.run();
    Instant back = Trial.now();
    all.forEach(member -> member.start());
    JobRest job = trial.job();
    assertThat(job.awaitEnd(Scene.PATIENCE)).isEqualTo(JobStatus.FAILED);
    trial.note("failed %d s after".formatted(Duration.between(back, Trial.now()).toSeconds()));
    String failure = job.failure().orElseThrow();
    assertThat(failure).contains("The broker has given up transaction").containsPattern(LOST);
    Set<Position> named = named(failure);
    assertThat(named).isNotEmpty();
    Set<Position> visible =
        trial.evidence().named().map(Outcome.Named::origin).collect(Collectors.toSet());
    assertThat(visible).as("what is said to be lost is lost").doesNotContainAnyElementsOf(named);
    trial.note("named %d outputs as lost".formatted(named.size()));
    followTheRunbook(trial, named);
  }

  private static void followTheRunbook(Trial trial, Set<Position> lost) throws Exception {
    Scene scene = trial.scene();
    Map<TopicPartition, Long> back = new TreeMap<>((a, b) -> a.partition() - b.partition());
    for (Position position : lost) {
      back.merge(
          new TopicPartition(Topics.IMAGES.name(), position.partition()),
          position.offset(),
          Math::min);
    }
    scene.offsets().reset(back);
    trial.allow(Fault.DUPLICATE);
    scene.start(scene.request(trial.row(), trial.delivery()));
    trial.judge();
  }

  private static Set<Position> named(String failure) {
    return LOST.matcher(failure)
        .results()
        .flatMap(
            match ->
                LongStream.rangeClosed(
                        Long.parseLong(match.group(2)), Long.parseLong(match.group(3)))
                    .mapToObj(offset -> new Position(Integer.parseInt(match.group(1)), offset)))
        .collect(Collectors.toSet());
  }

  /** Afterwards the target stands still with transactions that it has yet to commit. */
  private static void holdBeforeCommit(Trial trial, Member target) throws Exception {
    Member other =
        trial.taskManagers().stream().filter(member -> member != target).findFirst().orElseThrow();
    int tasks = trial.tasksOn(target);
    other.freeze();
    long id;
    try {
      id = awaitAcknowledged(trial, Trial.now(), tasks);
      target.freeze();
    } finally {
      other.thaw();
    }
    Scene.await("checkpoint %d completes".formatted(id)).until(() -> isCompleted(trial, id));
    if (trial.delivery() == Delivery.EXACTLY_ONCE) {
      assertThat(trial.scene().offsets().uncommittedPredictions())
          .as("predictions that are written and not committed")
          .isPositive();
    }
  }

  private static long awaitAcknowledged(Trial trial, Instant since, int tasks) {
    return Scene.await("the target has acknowledged a checkpoint")
        .until(
            () ->
                trial.job().history().stream()
                    .filter(each -> each.triggered().isAfter(since))
                    .filter(each -> each.acknowledged() == tasks)
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow()
        .id();
  }

  private static boolean isCompleted(Trial trial, long id) {
    return trial.job().history().stream().anyMatch(each -> each.id() == id && each.isCompleted());
  }
}
