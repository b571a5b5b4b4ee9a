package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.HostOptions.Watch;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One worker, one version that is waited for and one that scores along in the background. */
@Timeout(30)
class BackgroundCallerTest {

  private static final int CAP = 4;
  private static final Duration A_WHILE = Duration.ofMillis(200);

  private final ScriptedSession awaited = session();
  private final ScriptedSession along = session();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch heldAlong = new CountDownLatch(1);
  private final ModelHost host = start(Duration.ofSeconds(30));
  private final Caller caller = host.newCaller(() -> {});
  private final Caller background = host.newBackgroundCaller(() -> {});
  private final ModelBundle stable;
  private final ModelBundle shadow;
  private int warmUps;

  BackgroundCallerTest(@TempDir Path folder) {
    stable = TestBundles.bundle(folder, 1, CAP);
    shadow = TestBundles.bundle(folder, 2, CAP);
  }

  @BeforeEach
  void load() {
    assertThat(host.load(stable)).isInstanceOf(Ready.class);
    assertThat(host.load(shadow)).isInstanceOf(Ready.class);
    warmUps = along.sizes().size();
  }

  @AfterEach
  void close() {
    held.countDown();
    heldAlong.countDown();
    host.close();
  }

  @Test
  void imageInTheBackgroundIsScoredInSpareTime() {
    Ticket ticket = shadow(3);
    await().until(ticket::done);

    assertThat(ticket.outcome()).isInstanceOf(Scored.class);
  }

  @Test
  void nothingBeginsInTheBackgroundWhileNoWorkerIsIdle() {
    awaited.holdRuns(held);
    Ticket first = stable(1);
    await().until(awaited::isRunning);
    Ticket ticket = shadow(3);
    await().during(A_WHILE).until(() -> !ticket.done() && along.sizes().size() == warmUps);

    held.countDown();
    await().until(ticket::done);
    assertThat(first.done()).isTrue();
  }

  @Test
  void imageThatIsAwaitedDoesNotWaitForARunInTheBackground() {
    along.holdRuns(heldAlong);
    Ticket slow = shadow(3);
    await().until(along::isRunning);
    for (int n = 0; n < 20; n++) {
      Ticket ticket = stable(n);
      await().pollInterval(Duration.ofMillis(1)).until(ticket::done);
      assertThat(ticket.outcome()).isInstanceOf(Scored.class);
    }

    assertThat(slow.done()).isFalse();
  }

  @Test
  void runInTheBackgroundThatNeverEndsIsNotTheEndOfTheHost() {
    Duration deadline = Duration.ofMillis(40);
    try (ModelHost strict = start(deadline)) {
      strict.load(stable);
      strict.load(shadow);
      along.onRun(images -> awaitUninterrupted(heldAlong));
      Ticket hanging = submit(strict.newBackgroundCaller(() -> {}), 3, shadow);
      await().during(deadline.multipliedBy(15)).until(() -> strict.failure() == null);

      Ticket ticket = submit(strict.newCaller(() -> {}), 1, stable);
      await().until(ticket::done);
      assertThat(ticket.outcome()).isInstanceOf(Scored.class);
      assertThat(hanging.done()).isFalse();
      heldAlong.countDown();
    }
  }

  @Test
  void unloadGivesUpWhatIsNotBegunAndClosesAfterWhatIs() {
    along.holdRuns(heldAlong);
    Ticket running = shadow(1);
    await().until(along::isRunning);
    awaited.holdRuns(held);
    stable(1);
    await().until(awaited::isRunning);
    Ticket queued = shadow(2);
    host.unload(shadow.id());

    assertThat(queued.outcome()).isInstanceOf(Failed.class);
    assertThat(((Failed) queued.outcome()).code()).isEqualTo(FailureCode.ABANDONED);
    assertThat(along.isClosed()).isFalse();
    heldAlong.countDown();
    await().until(along::isClosed);
    assertThat(running.done()).isTrue();
    assertThat(awaited.isRunning()).as("it needs no idle worker to end").isTrue();
  }

  @Test
  void whatIsInTheBackgroundTakesNoRoomFromWhatIsAwaited() {
    along.holdRuns(heldAlong);
    int taken = 0;
    while (background.hasRoom()) {
      shadow(1);
      taken++;
    }

    assertThat(taken).isBetween(1, host.usefulInFlight() / 2);
    awaited.holdRuns(held);
    stable(1);
    assertThat(caller.hasRoom()).isTrue();
  }

  @Test
  void flushOfACallerInTheBackgroundClosesItsBatch() {
    Ticket ticket = shadow(1);
    background.flush(CloseReason.END_OF_INPUT);
    await().until(ticket::done);

    assertThat(background.inFlight()).isZero();
  }

  private Ticket stable(int value) {
    return submit(caller, value, stable);
  }

  private Ticket shadow(int value) {
    return submit(background, value, shadow);
  }

  private static Ticket submit(Caller by, int value, ModelBundle bundle) {
    byte[] png = TestImages.greyPng(TestBundles.SIDE, value);
    return Objects.requireNonNull(by.submit(ByteBuffer.wrap(png), null, bundle.id()));
  }

  private ModelHost start(Duration runDeadline) {
    return ModelHost.start(
        HostOptions.defaults()
            .withWorkers(1)
            .withLatencyTarget(Duration.ofSeconds(30))
            .withMaxBytesInFlight(1_000)
            .withWatch(new Watch(Duration.ofSeconds(5), runDeadline, Duration.ofSeconds(2))),
        model -> model.digest().equals("digest-1") ? awaited : along,
        EngineRecorder.NONE);
  }

  private static ScriptedSession session() {
    return new ScriptedSession(
        TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
