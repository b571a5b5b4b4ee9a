package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ModelState;
import io.millrace.engine.batch.Batching;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.image.DamageCheck;
import io.millrace.job.telemetry.EngineMetrics;
import io.millrace.job.telemetry.HostMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task waits for before its first image; the topics are told by the test. */
@Timeout(60)
class ServingHostTest {

  private final ModelHost engine =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1),
          model -> {
            throw new AssertionError("no version is loaded here");
          },
          EngineRecorder.NONE);
  private final ServingHost host =
      new ServingHost(
          new HostConfig(
              "127.0.0.1:1",
              "http://127.0.0.1:1",
              new EngineConfig(
                  1,
                  Duration.ofMillis(50),
                  new Batching.Adaptive(),
                  DamageCheck.FULL,
                  Duration.ofSeconds(30)),
              DeviceConfig.CPU),
          engine,
          new HostMetrics(new EngineMetrics(), engine::snapshot),
          "test-host");

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  @Test
  void restoredTaskWaitsUntilTheRegistryIsWhereItWas() throws Exception {
    var waiting = waitFor(new SequenceFloor(Map.of("m", 9L)));
    host.onState(state(8));
    host.onPolled(true);
    awaitBlocked(waiting);

    host.onState(state(9));

    assertThat(waiting.task().get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingIsTakenBeforeTheTailHasReachedTheEndOnce() throws Exception {
    var waiting = waitFor(SequenceFloor.NONE);
    host.onPolled(false);
    awaitBlocked(waiting);

    host.onPolled(true);

    assertThat(waiting.task().get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void stateBelowWhatThisProcessHasSeenIsNotShown() {
    host.onState(state(9));
    host.onState(state(3));

    assertThat(host.sequences()).isEqualTo(Map.of("m", 9L));
  }

  private record Waiting(FutureTask<Boolean> task, Thread thread) {}

  private Waiting waitFor(SequenceFloor floor) {
    var task =
        new FutureTask<>(
            () -> {
              host.awaitSequences(floor);
              return true;
            });
    Thread thread = new Thread(task, "millrace-test-task");
    thread.start();
    return new Waiting(task, thread);
  }

  private static void awaitBlocked(Waiting waiting) {
    Awaitility.await().until(() -> waiting.thread().getState() == Thread.State.WAITING);
    assertThat(waiting.task().isDone()).isFalse();
  }

  private static ModelState state(long sequence) {
    return ModelState.newBuilder()
        .setModel("m")
        .setSequence(sequence)
        .setUpdatedAt(Instant.EPOCH)
        .setVersions(List.of())
        .build();
  }
}
