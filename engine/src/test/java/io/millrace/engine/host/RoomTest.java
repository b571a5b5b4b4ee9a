package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.HostOptions.Watch;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoomTest {

  private static final int CAP = 4;
  private static final int LOW = 2 * CAP;

  @Test
  void largeModelsHaveABatchPerWorkerAndOneThatFills() {
    assertThat(Room.of(2, 8, 3_000_000, 1)).isEqualTo(new Room(24, 24));
    assertThat(Room.of(2, 8, 0, 1)).as("nothing has run").isEqualTo(new Room(24, 24));
    assertThat(Room.of(2, 1, 20_000_000, 1)).as("never too few").isEqualTo(new Room(8, 8));
  }

  @Test
  void smallModelsHaveEightMillisecondsMoreWhichAllCallersShare() {
    assertThat(Room.of(2, 32, 10_000, 1)).isEqualTo(new Room(96 + 800, 96));
    assertThat(Room.of(2, 32, 10_000, 4)).isEqualTo(new Room(96 + 200, 96));
    assertThat(Room.of(2, 32, 10_000, 1).half()).isEqualTo(new Room(448, 48));
  }

  @Test
  void whoIsHeldBackIsWokenWhenFewAreLeftAndNotForEachBatch(@TempDir Path folder) {
    ScriptedSession session =
        new ScriptedSession(
            TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
    ModelBundle bundle = TestBundles.bundle(folder, 1, CAP);
    AtomicInteger told = new AtomicInteger();
    try (ModelHost host = ModelHost.start(options(), model -> session, EngineRecorder.NONE)) {
      assertThat(host.load(bundle)).isInstanceOf(Ready.class);
      Caller caller = host.newCaller(told::incrementAndGet);
      await()
          .until(
              () -> {
                for (int i = 0; i < 64 * CAP; i++) { // full batches, also where the machine is busy
                  submit(caller, bundle);
                }
                return host.usefulInFlight() > 4 * LOW;
              });
      await().until(() -> caller.inFlight() == 0);
      Semaphore runs = new Semaphore(0);
      session.onRun(images -> runs.acquireUninterruptibly());
      List<Ticket> tickets = new ArrayList<>();
      while (caller.hasRoom()) {
        tickets.add(submit(caller, bundle));
      }
      int before = told.get();
      runs.release();
      await().until(() -> tickets.get(CAP - 1).done());
      runs.release((tickets.size() - LOW) / CAP - 2);
      await().until(() -> caller.inFlight() <= LOW + 2 * CAP);

      assertThat(told.get()).as("nothing yet").isEqualTo(before);
      runs.release(2);
      await().until(() -> told.get() > before);
      assertThat(caller.hasRoom()).isTrue();
      runs.release(Integer.MAX_VALUE / 2);
      caller.flush(CloseReason.END_OF_INPUT);
      await().until(() -> caller.inFlight() == 0);
    }
  }

  /**
   * Planned often, so that what an image takes is soon known; full batches, so that it is little.
   */
  private static HostOptions options() {
    return HostOptions.defaults()
        .withWorkers(1)
        .withBatching(new Batching.Fixed(CAP, Duration.ofMillis(20)))
        .withWatch(new Watch(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(20)));
  }

  private static Ticket submit(Caller caller, ModelBundle bundle) {
    ByteBuffer image = ByteBuffer.wrap(TestImages.greyPng(TestBundles.SIDE, 7));
    return Objects.requireNonNull(caller.submit(image, null, bundle.id()));
  }
}
