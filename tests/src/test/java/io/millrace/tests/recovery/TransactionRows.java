package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.JobRest.Checkpoint;
import io.millrace.cli.cluster.Member;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;

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

  /** Less than after which Flink misses a process that stands still, twice over. */
  private static final Duration BEFORE_MISSED = Duration.ofSeconds(5);

  private static final int ATTEMPTS = 5;

  /** As the message of a lost transaction has it. */
  private static final Pattern LOST = Pattern.compile("partition (\\d+) offsets (\\d+) to (\\d+)");

  private TransactionRows() {}

  static void killedBeforeCommit(Trial trial) throws Exception {
    Member broker = trial.brokers().get(0);
    for (int n = 0; n < trial.times(2, 10); n++) {
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
    for (int n = 0; n < trial.times(1, 10); n++) {
      Member target = trial.any(trial.taskManagers());
      List<Member> all = trial.taskManagers();
      Trial.Action outage =
          () -> {
            holdBeforeCommit(trial, target);
            all.forEach(Member::kill);
            Trial.letPass(trial.outage(OUTAGE, OUTAGE));
          };
      if (trial.delivery() == Delivery.AT_LEAST_ONCE) {
        trial.strike("SIGKILL", all, outage, () -> all.forEach(member -> member.start()));
      } else {
        losesAndSaysSo(trial, target, outage);
      }
    }
  }

  private static void losesAndSaysSo(Trial trial, Member target, Trial.Action outage)
      throws Exception {
    trial.awaitWhole(Trial.now().minusSeconds(5));
    int partitions = trial.tasksOn(target); // one each
    outage.run();
    Instant back = Trial.now();
    trial.taskManagers().forEach(member -> member.start());
    JobRest job = trial.job();
    assertThat(job.awaitEnd(Scene.PATIENCE)).isEqualTo(JobStatus.FAILED);
    trial.note("failed %d s after".formatted(Duration.between(back, Trial.now()).toSeconds()));
    String failure = job.failure().orElseThrow();
    assertThat(failure).contains("The broker has given up transaction").containsPattern(LOST);
    Set<Position> named = named(failure);
    assertThat(named.stream().map(Position::partition).distinct())
        .as("the partitions of all tasks on %s", target.name())
        .hasSize(partitions);
    Set<Position> visible =
        trial.evidence().named().map(Outcome.Named::origin).collect(Collectors.toSet());
    assertThat(visible).as("what is said to be lost is lost").doesNotContainAnyElementsOf(named);
    trial.note("named %d outputs of %d partitions as lost".formatted(named.size(), partitions));
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
    trial.awaitWhole(Trial.now());
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
    int attempts = 1;
    while (!heldBeforeCommit(trial, target)) {
      assertThat(attempts++).as("attempts to stop a commit").isLessThan(ATTEMPTS);
      trial.awaitWhole(Trial.now());
    }
    if (trial.delivery() == Delivery.EXACTLY_ONCE) {
      assertThat(trial.scene().offsets().uncommittedPredictions())
          .as("predictions that are written and not committed")
          .isPositive();
    }
  }

  /** False where Flink has missed the frozen ones before it came to that; they are awake again. */
  private static boolean heldBeforeCommit(Trial trial, Member target) {
    Member other =
        trial.taskManagers().stream().filter(member -> member != target).findFirst().orElseThrow();
    int tasks = trial.tasksOn(target);
    other.freeze();
    try {
      long id = awaitAcknowledged(trial, tasks);
      target.freeze();
      other.thaw();
      Scene.await("checkpoint %d completes".formatted(id))
          .atMost(BEFORE_MISSED)
          .until(() -> isCompleted(trial, id));
      return true;
    } catch (ConditionTimeoutException missed) {
      other.thaw();
      target.thaw();
      return false;
    }
  }

  /** One that everybody has acknowledged whose process runs, and that is not complete for it. */
  private static long awaitAcknowledged(Trial trial, int tasks) {
    return Scene.await("the target has acknowledged a checkpoint")
        .atMost(BEFORE_MISSED)
        .until(() -> incomplete(trial, tasks), Optional::isPresent)
        .orElseThrow()
        .id();
  }

  private static Optional<Checkpoint> incomplete(Trial trial, int tasks) {
    Optional<Checkpoint> one = latest(trial, tasks);
    Trial.letPass(Duration.ofMillis(700)); // longer than REST's answers are old
    return latest(trial, tasks).filter(again -> again.equals(one.orElse(null)));
  }

  private static Optional<Checkpoint> latest(Trial trial, int tasks) {
    return trial.job().history().stream()
        .limit(1)
        .filter(each -> each.status().equals("IN_PROGRESS"))
        .filter(each -> each.acknowledged() >= tasks && each.acknowledged() < each.subtasks())
        .findFirst();
  }

  private static boolean isCompleted(Trial trial, long id) {
    return trial.job().history().stream().anyMatch(each -> each.id() == id && each.isCompleted());
  }
}
