package io.millrace.job.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.engine.host.Caller;
import io.millrace.job.operator.Pending.Scoring;
import io.millrace.job.serving.Route;
import io.millrace.schemas.serde.ImageEnvelope;
import io.millrace.schemas.serde.Name;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is skipped and what is dropped is counted. */
@Timeout(30)
class ShadowsTest {

  private static final int MOST = 3;

  private final TestServing serving = new TestServing();
  private final Caller primary = serving.newCaller(() -> {});
  private final Map<String, Counter> counters = new HashMap<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Shadows shadows =
      new Shadows(
          () -> serving.newBackgroundCaller(() -> {}),
          MOST,
          new UnregisteredMetricsGroup() {
            @Override
            public Counter counter(String name) {
              return counters.computeIfAbsent(name, n -> super.counter(n));
            }
          });

  @BeforeEach
  void onTrial() throws Exception {
    serving.load(1);
    serving.sessions.script(
        serving.onTrial(2, Arm.SHADOW, 1000, ArmKey.IMAGE),
        (real, images) -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          real.run(images);
        });
  }

  @AfterEach
  void close() {
    gate.countDown();
    shadows.close();
    serving.close();
  }

  @Test
  void whatThereIsNoRoomForIsSkipped() throws Exception {
    for (int n = 0; n < 10; n++) {
      offer(n);
    }
    assertThat(count("skipped")).isEqualTo(10 - MOST);

    gate.countDown();
    for (int n = 0; n < MOST; n++) {
      assertThat(requireNonNull(next()).raw().offset()).isEqualTo(n);
    }
    offer(10);
    assertThat(count("skipped")).as("there is room again").isEqualTo(10 - MOST);
  }

  @Test
  void whileImagesWaitForRoomThereIsNoneToSpare() throws Exception {
    shadows.imagesWait(true);
    offer(0);
    assertThat(count("skipped")).isEqualTo(1);

    shadows.imagesWait(false);
    offer(1);
    gate.countDown();
    assertThat(requireNonNull(next()).raw().offset()).isEqualTo(1);
  }

  @Test
  void whatIsUnderWayWhenTheTaskEndsIsDropped() throws Exception {
    offer(0);
    offer(1);
    shadows.close();

    assertThat(count("dropped")).isEqualTo(2);
    assertThat(shadows.poll()).isNull();
  }

  @Test
  void trialThatHasJustEndedIsSkipped() throws Exception {
    serving.unload(2);
    offer(0);

    assertThat(count("skipped")).isEqualTo(1);
  }

  private @Nullable Scoring next() {
    return await().until(shadows::poll, next -> next != null);
  }

  private void offer(int n) throws Exception {
    Route route = requireNonNull(serving.route(TestServing.MODEL));
    ImageEnvelope image =
        new ImageEnvelope(
            new UUID(0, n),
            Name.of("camera"),
            0,
            null,
            Name.of("image/png"),
            ByteBuffer.wrap(anImage()),
            null);
    var ticket = Intake.submit(primary, image, route.stable());
    shadows.offer(
        new Scoring(
            OperatorBench.record(n, null), image, route, route.stable(), requireNonNull(ticket)),
        requireNonNull(route.trial()));
  }

  private static byte[] anImage() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("..", "models", "fashion-mnist", "samples"))) {
      return Files.readAllBytes(
          files
              .filter(file -> file.toString().endsWith(".png"))
              .sorted()
              .findFirst()
              .orElseThrow());
    }
  }

  private long count(String what) {
    return requireNonNull(counters.get("millrace_shadow_" + what)).getCount();
  }
}
