package io.millrace.tests.recovery;

import static java.util.Objects.requireNonNull;

import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.Member;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Input;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One row in one delivery mode. For one thread. */
final class Trial implements AutoCloseable {

  private final Scene scene;
  private final Row row;
  private final Delivery delivery;
  private final Random chance;
  private final Instant began = now();
  private final Map<TopicPartition, Long> ends;
  private final List<Strike> strikes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private SteadyTraffic traffic;
  private @Nullable TopicEvidence topics;
  private @Nullable Judgement judgement;
  private Set<Fault> allowed;

  Trial(Scene scene, Row row, Delivery delivery) {
    this.scene = scene;
    this.row = row;
    this.delivery = delivery;
    this.allowed = delivery.allowed();
    this.chance = new Random(scene.settings().seed() + row.number());
    try (var evidence = new TopicEvidence(scene.stack().endpoints())) {
      this.ends = evidence.ends();
    }
    this.traffic = startTraffic();
    say("seed %d, %d images/s".formatted(scene.settings().seed(), scene.settings().rate()));
  }

  private SteadyTraffic startTraffic() {
    return SteadyTraffic.start(scene.stack().endpoints(), scene.model(), scene.settings().rate());
  }

  Scene scene() {
    return scene;
  }

  Row row() {
    return row;
  }

  Delivery delivery() {
    return delivery;
  }

  JobRest job() {
    return scene.job();
  }

  List<Member> taskManagers() {
    return scene.flink().taskManagers();
  }

  /** Those that have a task of the job. */
  List<Member> hosts() {
    return taskManagers().stream().filter(member -> tasksOn(member) > 0).toList();
  }

  int tasksOn(Member taskManager) {
    String id = scene.flink().idOf(taskManager);
    return (int) job().subtasks().stream().filter(task -> task.taskManager().equals(id)).count();
  }

  Member jobManager() {
    return scene.flink().jobManager();
  }

  List<Member> brokers() {
    return scene.stack().cluster().brokers().members();
  }

  /**
   * How often this row's fault is to be repeated.
   *
   * @param listed how often the list of faults asks for
   */
  int times(int unlessChosen, int listed) {
    return scene.settings().repeat().orElse(asListed(unlessChosen, listed));
  }

  /** How long something is taken away. */
  Duration outage(Duration unlessChosen, Duration listed) {
    return scene.settings().outage().orElse(asListed(unlessChosen, listed));
  }

  private <T> T asListed(T unlessChosen, T listed) {
    return scene.settings().asListed() ? listed : unlessChosen;
  }

  /** One of them, by the seed. */
  <T> T any(List<T> of) {
    return of.get(chance.nextInt(of.size()));
  }

  /** A time from zero to that, by the seed. */
  Duration within(Duration most) {
    return Duration.ofMillis(chance.nextLong(most.toMillis()));
  }

  /** What the oracle may find besides what the mode allows. */
  void allow(Fault... faults) {
    allowed = Set.of(faults);
  }

  /** Something to be said in the table. */
  void note(String note) {
    notes.add(note);
    say(note);
  }

  /** Something that is done. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** Does something to processes, and takes the time until the job is whole again. */
  void strike(String what, List<Member> targets, Action action) throws Exception {
    strike(what, targets, () -> {}, action);
  }

  /** The same after something that has to be prepared; its time does not count. */
  void strike(String what, List<Member> targets, Action prepare, Action action) throws Exception {
    String names = targets.stream().map(Member::name).collect(Collectors.joining("+"));
    String pids =
        targets.stream().map(target -> "" + target.pid()).collect(Collectors.joining("+"));
    String target = targets.isEmpty() ? "the job" : "%s (pid %s)".formatted(names, pids);
    awaitWhole(now().minusSeconds(5)); // what is broken already cannot be broken
    prepare.run();
    Instant at = now();
    say("%s %s".formatted(what, target));
    action.run();
    awaitWhole(at);
    var strike = new Strike(what, names, pids, at, Duration.between(at, now()));
    strikes.add(strike);
    say("recovered in %.1f s from: %s %s".formatted(strike.seconds(), what, target));
  }

  /** Lets time pass, where time is what the row is about. */
  static void letPass(Duration time) {
    Awaitility.await().pollDelay(time).timeout(time.plus(Scene.PATIENCE)).until(() -> true);
  }

  /** Returns when a checkpoint and every partition say that nothing is missing since then. */
  void awaitWhole(Instant since) {
    awaitCheckpoint(since);
    Scene.await("images of every partition come out").until(() -> flowsSince(since));
  }

  /** Returns when a checkpoint is complete that was begun after that. */
  void awaitCheckpoint(Instant since) {
    Scene.await("a checkpoint completes")
        .until(
            () ->
                job().history().stream()
                    .anyMatch(each -> each.isCompleted() && each.triggered().isAfter(since)));
  }

  private boolean flowsSince(Instant since) {
    Evidence evidence = evidence();
    Set<Position> later =
        evidence.images().stream()
            .filter(image -> image.record().timestamp() >= since.toEpochMilli())
            .map(Input::at)
            .collect(Collectors.toSet());
    return evidence
            .named()
            .map(Outcome.Named::origin)
            .filter(later::contains)
            .map(Position::partition)
            .distinct()
            .count()
        == Stack.PARTITIONS;
  }

  /** What has come in and out since the trial began. */
  Evidence evidence() {
    if (topics == null) {
      topics = new TopicEvidence(scene.stack().endpoints(), ends);
    }
    return topics.read();
  }

  /** A topic was made anew. */
  void startOver(String topic) {
    requireNonNull(topics, "nothing was read before").startOver(topic);
  }

  /** Ends the traffic; returns when the brokers have all of it. */
  void pauseTraffic() {
    traffic.close();
  }

  void resumeTraffic() {
    traffic.close();
    traffic = startTraffic();
  }

  /** Returns when every image has come out. */
  Evidence settle() {
    pauseTraffic();
    return Scene.await("every image has come out").until(this::evidence, Evidence::isSettled);
  }

  /** Settles, waits whether something comes late, judges, and reports. */
  Judgement judge() {
    settle();
    awaitCheckpoint(now());
    Scene.await("late ones are there").until(this::evidence, Evidence::isSettled);
    Evidence evidence = evidence();
    var verdict = new Oracle(scene.model().golden()).judge(evidence);
    var result = Judgement.of(evidence, verdict);
    judgement = result;
    say(result.toString());
    result.mustHold(allowed);
    return result;
  }

  /** All there is to say of it. */
  Report.Line line(boolean passed) {
    return new Report.Line(
        row, delivery, began, List.copyOf(strikes), judgement, passed, List.copyOf(notes));
  }

  boolean isJudged() {
    return judgement != null;
  }

  List<Strike> strikes() {
    return List.copyOf(strikes);
  }

  private void say(String what) {
    System.out.printf("%s %s %s: %s%n", now(), row, delivery, what);
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    try {
      traffic.close();
    } finally {
      if (topics != null) {
        topics.close();
      }
    }
  }
}
