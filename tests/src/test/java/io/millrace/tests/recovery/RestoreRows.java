package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Savepoints and checkpoints that a job is started from. */
final class RestoreRows {

  private static final int RESTORES = 2;
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  /** How long a transaction may stay open, by default. */
  private static final Duration TRANSACTION = Duration.ofMinutes(15);

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
    for (int n = 1; n <= RESTORES; n++) {
      scene.awaitCommitted();
      scene.end();
      scene.start(request.from(savepoint));
      int expected = behind.outcomes().size() + n * rewound;
      Scene.await("what lay behind the savepoint has come again")
          .until(() -> trial.evidence().outcomes().size() >= expected);
    }
    trial.note("%d images lay behind it; restored %d times".formatted(rewound, RESTORES));
    assertThat(trial.judge().repeats())
        .as("repeats are the rewound range")
        .isEqualTo(rewound * RESTORES);
  }

  /** Four pairs: over savepoints, and once from a checkpoint with transactions still open. */
  static void rescaled(Trial trial) throws Exception {
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

  /** Nothing can be kept for a while: it must show, and be over when the folder is back. */
  static void noPlaceForCheckpoints(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1); n++) {
      trial.awaitWhole(Trial.now().minusSeconds(5));
      try (var folder = CheckpointFolder.of(trial.job())) {
        trial.strike(
            "the folder of checkpoints back after an outage",
            List.of(),
            () -> {
              showsWithout(trial, folder);
              Trial.letPass(trial.outage(OUTAGE));
            },
            folder::close);
      }
    }
  }

  private static void showsWithout(Trial trial, CheckpointFolder folder) throws Exception {
    int failed = trial.job().checkpoints().failed();
    Instant away = Trial.now();
    folder.takeAway();
    Scene.await("it shows").until(() -> trial.job().checkpoints().failed() > failed);
    Duration shown = Duration.between(away, Trial.now());
    assertThat(shown).as("half of the transaction timeout").isLessThan(TRANSACTION.dividedBy(2));
    trial.note("failed checkpoints show after %.1f s".formatted(shown.toMillis() / 1000.0));
  }
}
