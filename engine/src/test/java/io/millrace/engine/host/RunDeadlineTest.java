package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.HostOptions.Watch;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.LoopingModel;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.outcome.Stage;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.ScriptedSession;
import io.millrace.engine.session.ScriptedSession.Script;
import io.millrace.engine.session.SessionFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that take too long: scripted ones, and a real model that loops. */
@Timeout(60)
class RunDeadlineTest {

  private static final Duration DEADLINE = Duration.ofMillis(200);
  private static final int ENDLESS = 255;

  private final ScriptedSession session =
      new ScriptedSession(
          TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();
  private ModelBundle bundle;

  RunDeadlineTest(@TempDir Path folder) {
    bundle = TestBundles.bundle(folder, 1, 4);
  }

  @Test
  void whatTakesTooLongOnceRunsOnceMore() {
    try (ModelHost host = start(model -> session)) {
      session.onRun(inTurn(images -> untilToldToEnd(), images -> {}));
      Caller caller = host.newCaller(() -> {});
      Ticket ticket = submit(caller, 7);
      awaitDone(caller);

      assertThat(ticket.outcome()).isInstanceOf(Scored.class);
      assertThat(((Scored) ticket.outcome()).timing().inferenceMicros())
          .as("of the run that counts")
          .isLessThan(DEADLINE.toMillis() * 1000);
      assertThat(runs.get()).isEqualTo(2);
    }
  }

  @Test
  void whatTakesTooLongTwiceFailsAndTheStreamGoesOn() {
    try (ModelHost host = start(model -> session)) {
      session.onRun(inTurn(images -> untilToldToEnd(), images -> untilToldToEnd(), images -> {}));
      Caller caller = host.newCaller(() -> {});
      Ticket late = submit(caller, 7);
      awaitDone(caller);
      Ticket next = submit(caller, 8);
      awaitDone(caller);

      assertLate(late);
      assertThat(next.outcome()).isInstanceOf(Scored.class);
      assertThat(host.failure()).isNull();
      assertThat(halts).isEmpty();
    }
  }

  @Test
  void halvesOfABatchThatFailedAreNotRunTwice() {
    try (ModelHost host = start(model -> session)) {
      Caller caller = host.newCaller(() -> {});
      CountDownLatch together = new CountDownLatch(1);
      session.holdRuns(together);
      submit(caller, 0);
      await().until(session::isRunning);
      List<Ticket> tickets = List.of(submit(caller, 1), submit(caller, 2));
      caller.flush(CloseReason.CHECKPOINT);
      session.onRun(
          inTurn(
              images -> {
                throw new InferenceException("scripted", new IllegalStateException());
              },
              images -> untilToldToEnd(),
              images -> {}));
      together.countDown();
      awaitDone(caller);

      assertThat(runs.get()).as("the whole, and each half once").isEqualTo(3);
      assertThat(tickets).anyMatch(ticket -> ticket.outcome() instanceof Failed);
      assertThat(tickets).anyMatch(ticket -> ticket.outcome() instanceof Scored);
      tickets.stream().filter(t -> t.outcome() instanceof Failed).forEach(this::assertLate);
    }
  }

  @Test
  void aRunThatDoesNotEndAfterItWasToldToHaltsTheProcess() {
    try (ModelHost host = start(model -> session)) {
      session.onRun(images -> deafUntil(never));
      Ticket ticket = submit(host.newCaller(() -> {}), 7);
      await().until(() -> !halts.isEmpty());

      assertThat(halts).containsExactly(Halt.HANGS);
      assertThat(ticket.done()).isFalse();
      assertThat(host.failure()).hasMessageContaining("after it was told to");
      never.countDown();
    }
  }

  @Test
  void aRealModelThatLoopsIsEndedAndServesAgain() throws Exception {
    Files.write(bundle.modelFile(), LoopingModel.toBytes());
    bundle = ModelBundle.of(bundle.spec(), bundle.directory());
    try (ModelHost host = start(new OnnxSessionFactory(OnnxRuntime.load()))) {
      Caller caller = host.newCaller(() -> {});
      Ticket before = submit(caller, 100);
      awaitDone(caller);
      Ticket endless = submit(caller, ENDLESS);
      awaitDone(caller);
      Ticket after = submit(caller, 100);
      awaitDone(caller);

      assertLate(endless);
      assertThat(before.outcome()).isInstanceOf(Scored.class);
      assertThat(after.outcome()).isInstanceOf(Scored.class);
      assertThat(host.failure()).isNull();
      assertThat(halts).isEmpty();
    }
  }

  @Test
  void aShadowWhoseRunDoesNotEndHaltsTheProcessOnceItsVersionIsPromoted() {
    try (ModelHost host = start(model -> session)) {
      session.onRun(images -> deafUntil(never));
      Ticket along = submit(host.newBackgroundCaller(() -> {}), 7);
      await().during(DEADLINE.multipliedBy(4)).until(halts::isEmpty);

      Ticket promoted = submit(host.newCaller(() -> {}), 8);
      await().until(() -> !halts.isEmpty());

      assertThat(halts).containsExactly(Halt.HANGS);
      assertThat(along.done()).isFalse();
      assertThat(promoted.done()).isFalse();
      never.countDown();
    }
  }

  @Test
  void aVersionWhoseFirstRunsDoNotEndIsRejectedAndLeavesNobodyBehind() {
    SessionFactory sessions =
        model -> {
          ScriptedSession endless =
              new ScriptedSession(TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> {});
          endless.onRun(images -> untilToldToEnd());
          return endless;
        };
    try (ModelHost host = ModelHost.start(options(), sessions, EngineRecorder.NONE)) {
      for (int i = 0; i < 3; i++) {
        assertThat(host.load(bundle))
            .isInstanceOfSatisfying(
                Rejected.class,
                rejected -> {
                  assertThat(rejected.code()).isEqualTo("WARMUP");
                  assertThat(rejected.reason()).contains("took longer than " + DEADLINE);
                });
      }
      assertThat(host.failure()).isNull();
    }
  }

  private ModelHost start(SessionFactory sessions) {
    ModelHost host = ModelHost.start(options(), sessions, EngineRecorder.NONE, halts::add);
    assertThat(host.load(bundle)).isInstanceOf(Ready.class);
    return host;
  }

  private static HostOptions options() {
    return HostOptions.defaults()
        .withWorkers(1)
        .withWatch(new Watch(Duration.ofSeconds(5), DEADLINE, Duration.ofSeconds(2)));
  }

  /** Each script for one run, the last for all that follow. */
  private Script inTurn(Script... scripts) {
    return images -> scripts[Math.min(runs.getAndIncrement(), scripts.length - 1)].begin(images);
  }

  /** As a scripted session hears it. */
  private void untilToldToEnd() throws InferenceException {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new InferenceException("terminated", e);
    }
  }

  private static void deafUntil(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // As a kernel: it hears nothing.
      }
    }
  }

  private Ticket submit(Caller caller, int value) {
    ByteBuffer image = ByteBuffer.wrap(TestImages.greyPng(TestBundles.SIDE, value));
    return Objects.requireNonNull(caller.submit(image, null, bundle.id()));
  }

  private static void awaitDone(Caller caller) {
    await().pollInterval(Duration.ofMillis(2)).until(() -> caller.inFlight() == 0);
  }

  private void assertLate(Ticket ticket) {
    assertThat(ticket.outcome()).isInstanceOf(Failed.class);
    Failed failed = (Failed) ticket.outcome();
    assertThat(failed.code()).isEqualTo(FailureCode.RUN_TIMEOUT);
    assertThat(failed.stage()).isEqualTo(Stage.INFERENCE);
    assertThat(failed.message()).contains("took too long");
  }
}
