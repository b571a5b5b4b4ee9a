package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.Member;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;

/** Savepoints and checkpoints that a job is started from. */
final class RestoreRows {

  private static final int RESTORES = 2;

  /** Shorter than the failures take that F26's job tolerates: 5, one every 2 s. */
  private static final Duration TOLERATED = Duration.ofSeconds(6);

  /** Half of the transaction timeout of F26's job. */
  private static final Duration HALF_OPEN = Duration.ofSeconds(30);

  private RestoreRows() {}

  /** What came after the savepoint comes again each time, exactly that, and recognisable. */
  static void sameSavepointTwice(Trial trial) throws Exception {
    Scene scene = trial.scene();
    JobRequest request = scene.request(trial.row(), trial.delivery());
    // A partition of which nothing was ever read stands in no savepoint, but where its group does.
    trial.awaitWhole(Trial.now());
    Evidence before = trial.settle();
    String savepoint = trial.job().savepoint(scene.stack().cluster().savepoints());
    trial.resumeTraffic();
    trial.awaitWhole(Trial.now());
    Evidence behind = trial.settle();
    int rewound = behind.images().size() - before.images().size();
    trial.allow(Fault.DUPLICATE);
    refusesToGoBack(scene, request.from(savepoint));
    JobRequest again = rewinding(request).from(savepoint);
    for (int n = 1; n <= RESTORES; n++) {
      scene.awaitCommitted();
      scene.end();
      scene.start(again);
      int expected = behind.outcomes().size() + n * rewound;
      Scene.await("what lay behind the savepoint has come again")
          .until(() -> trial.evidence().outcomes().size() >= expected);
    }
    trial.note("%d images lay behind it; restored %d times".formatted(rewound, RESTORES));
    assertThat(trial.judge().repeats())
        .as("repeats are the rewound range")
        .isEqualTo(rewound * RESTORES);
  }

  private static JobRequest rewinding(JobRequest request) {
    List<String> arguments = new ArrayList<>(request.arguments());
    arguments.add("--allow-rewind");
    return JobRequest.of(arguments).withParallelism(request.parallelism());
  }

  private static void refusesToGoBack(Scene scene, JobRequest request) {
    scene.awaitCommitted();
    scene.end();
    JobRest job = scene.submit(request);
    assertThat(job.awaitEnd(Scene.PATIENCE)).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure().orElseThrow()).contains("that is not its last", "--allow-rewind");
  }

  /** Four pairs: over savepoints, and once from a checkpoint with transactions still open. */
  static void rescaled(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 3); n++) {
      rescale(trial);
    }
  }

  private static void rescale(Trial trial) throws Exception {
    Scene scene = trial.scene();
    JobRequest request = scene.request(trial.row(), trial.delivery());
    Path savepoints = scene.stack().cluster().savepoints();
    int tasks = 4;
    for (int next : List.of(2, 1, 3)) {
      trial.strike(
          "%d to %d tasks".formatted(tasks, next),
          List.of(),
          () -> {
            String savepoint = trial.job().stopWithSavepoint(savepoints);
            trial.job().awaitEnd(Scene.PATIENCE);
            scene.start(request.withParallelism(next).from(savepoint));
          });
      tasks = next;
    }
    trial.strike(
        "3 to 4 tasks from a checkpoint",
        List.of(),
        () -> {
          JobRest last = trial.job();
          scene.end();
          String checkpoint = last.checkpoints().latest().orElseThrow();
          scene.start(request.withParallelism(4).from(checkpoint));
        });
  }

  /** Nothing can be kept for a while: a short one passes unnoticed, a long one is told in time. */
  static void noPlaceForCheckpoints(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 1); n++) {
      long before = repeats(trial);
      withoutFolder(trial, () -> Trial.letPass(TOLERATED));
      assertThat(repeats(trial)).as("it was not started again").isEqualTo(before);
      long alarms = alarms(trial);
      withoutFolder(
          trial,
          () -> {
            Instant away = Trial.now();
            Scene.await("it is told").until(() -> alarms(trial) > alarms);
            Duration silent = Duration.between(away, Trial.now());
            assertThat(silent).as("half of the transaction timeout").isLessThan(HALF_OPEN);
            trial.note("alarm after %.1f s".formatted(silent.toMillis() / 1000.0));
          });
    }
  }

  private static long repeats(Trial trial) {
    Evidence evidence = trial.evidence();
    return evidence.named().count()
        - evidence.named().map(Outcome.Named::origin).distinct().count();
  }

  private static void withoutFolder(Trial trial, Trial.Action meanwhile) throws Exception {
    trial.awaitWhole(Trial.now().minusSeconds(5));
    try (var folder = CheckpointFolder.of(trial.job())) {
      trial.strike(
          "the folder of checkpoints back after an outage",
          List.of(),
          () -> {
            int failed = trial.job().checkpoints().failed();
            folder.takeAway();
            Scene.await("it fails").until(() -> trial.job().checkpoints().failed() > failed);
            meanwhile.run();
          },
          folder::close);
    }
  }

  private static long alarms(Trial trial) throws IOException {
    long lines = 0;
    for (Member member : trial.taskManagers()) {
      try (Stream<String> log = Files.lines(member.log())) {
        lines += log.filter(line -> line.contains("No checkpoint has been complete")).count();
      }
    }
    return lines;
  }
}
