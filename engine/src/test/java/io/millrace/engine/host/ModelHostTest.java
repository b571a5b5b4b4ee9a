package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.outcome.Stage;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One worker and a model that scores an image by its first pixel. While a run is held, what is
 * submitted waits, so that each test knows what the worker finds when it is let go.
 */
class ModelHostTest {

  private static final int POISON = 13;
  private static final int NOT_A_NUMBER = 66;
  private static final int CAP = 8;

  private final ScriptedSession session =
      new ScriptedSession(TestBundles.SIDE, TestBundles.CLASSES, ModelHostTest::score);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger progress = new AtomicInteger();
  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1).withLatencyTarget(Duration.ofSeconds(30)),
          model -> session,
          EngineRecorder.NONE);
  private final Caller caller = host.newCaller(progress::incrementAndGet);
  private final ModelBundle bundle;
  private final VersionId version;

  ModelHostTest(@TempDir Path folder) {
    bundle = TestBundles.bundle(folder, 1, CAP);
    version = bundle.id();
  }

  @BeforeEach
  void load() {
    assertThat(host.load(bundle)).isInstanceOf(Ready.class);
  }

  @AfterEach
  void close() {
    held.countDown();
    host.close();
  }

  @Test
  void anImageAloneDoesNotWaitForOthers() {
    Ticket ticket = submit(5);
    awaitDone();

    assertScore(ticket, 5);
    assertThat(scored(ticket).timing().closeReason()).isEqualTo(CloseReason.IDLE);
    assertThat(scored(ticket).timing().batchSize()).isEqualTo(1);
    assertThat(scored(ticket).provider()).isEqualTo("scripted");
    assertThat(scored(ticket).precision()).isEqualTo("fp32");
    assertThat(ticket.version()).isEqualTo(version);
  }

  @Test
  void whileTheDeviceIsBusyImagesAccumulate() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, 2, 3, 4, 5, 6, 7, 8, 9);
    letGo();

    assertThat(reasons(tickets.subList(0, CAP))).containsOnly(CloseReason.SIZE);
    assertThat(scored(tickets.get(0)).timing().batchSize()).isEqualTo(CAP);
    assertThat(scored(tickets.get(CAP)).timing().batchSize()).isEqualTo(1);
  }

  @Test
  void aBadImageFailsAloneAndLeavesNoGap() {
    holdTheWorker();
    Ticket first = submit(1);
    Ticket empty = submit(new byte[0]);
    Ticket html = submit("<html>".getBytes(StandardCharsets.UTF_8));
    Ticket none = caller.submit(null, null, version);
    Ticket second = submit(2);
    Ticket third = submit(3);
    letGo();

    assertScore(first, 1);
    assertScore(second, 2);
    assertScore(third, 3);
    assertThat(scored(third).timing().batchSize()).isEqualTo(3);
    assertFailed(empty, FailureCode.EMPTY, Stage.GATE);
    assertFailed(none, FailureCode.EMPTY, Stage.GATE);
    assertFailed(html, FailureCode.NOT_IMAGE, Stage.GATE);
  }

  @Test
  void theLastImageOfABatchMayBeBad() {
    holdTheWorker();
    List<Ticket> good = submitAll(1, 2);
    Ticket bad = submit(new byte[] {1});
    caller.flush(CloseReason.CHECKPOINT);
    letGo();

    assertScore(good.get(1), 2);
    assertFailed(bad, FailureCode.NOT_IMAGE, Stage.GATE);
  }

  @Test
  void aFlushClosesTheBatchOnceItsImagesAreDecoded() {
    holdTheWorker();
    Caller other = host.newCaller(() -> {});
    List<Ticket> mine = submitAll(1, 2, 3);
    caller.flush(CloseReason.CHECKPOINT);
    Ticket later = submitted(other.submit(image(4), null, version));
    letGo();

    assertThat(reasons(mine)).containsOnly(CloseReason.CHECKPOINT);
    assertThat(scored(mine.get(0)).timing().batchSize()).isEqualTo(3);
    await().until(later::done);
    assertThat(scored(later).timing().closeReason()).isEqualTo(CloseReason.IDLE);
  }

  @Test
  void aFlushOfACallerWithoutImagesChangesNothing() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, 2);
    host.newCaller(() -> {}).flush(CloseReason.CHECKPOINT);
    letGo();

    assertThat(reasons(tickets)).containsOnly(CloseReason.IDLE);
  }

  @Test
  void aFailedRunIsBisectedUntilTheCulpritIsAlone() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, 2, 3, POISON, 5, 6, 7);
    letGo();

    for (int i = 0; i < tickets.size(); i++) {
      if (i == 3) {
        assertFailed(tickets.get(i), FailureCode.MODEL_FAILED, Stage.INFERENCE);
      } else {
        assertScore(tickets.get(i), i + 1);
      }
    }
  }

  @Test
  void anOutputThatIsNotFiniteFailsItsImageOnly() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, NOT_A_NUMBER, 3);
    letGo();

    assertScore(tickets.get(0), 1);
    assertFailed(tickets.get(1), FailureCode.NAN_OUTPUT, Stage.OUTPUT);
    assertScore(tickets.get(2), 3);
  }

  @Test
  void aDeclaredTypeThatIsWrongIsFlagged() {
    Ticket ticket = submitted(caller.submit(image(5), "image/jpeg", version));
    awaitDone();

    assertThat(scored(ticket).flags()).containsExactly(Outcome.TYPE_MISMATCH);
  }

  @Test
  void callersAreToldOncePerBatch() {
    holdTheWorker();
    int before = progress.get();
    submitAll(1, 2, 3, 4);
    letGo();

    // The blocking image's batch, and the one of four.
    assertThat(progress.get()).isEqualTo(before + 2);
  }

  @Test
  void aCallerThatFailsToListenDoesNotStopTheWorker() {
    Caller deaf =
        host.newCaller(
            () -> {
              throw new IllegalStateException("mailbox closed");
            });
    Ticket ticket = submitted(deaf.submit(image(1), null, version));
    await().until(ticket::done);

    assertScore(submitAndAwait(2), 2);
  }

  @Test
  void anUnloadedVersionTakesNoImageAndClosesAfterItsLastOne() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, 2, 3);
    host.unload(version);

    assertThat(host.isLoaded(version)).isFalse();
    assertThat(caller.submit(image(4), null, version)).isNull();
    assertThat(session.isClosed()).isFalse();
    letGo();
    assertThat(reasons(tickets)).containsOnly(CloseReason.SWAP);
    await().until(session::isClosed);
  }

  @Test
  void anIdleVersionClosesWhenItIsUnloaded() {
    host.unload(version);

    await().until(session::isClosed);
    host.unload(version);
  }

  @Test
  void aVersionThatWasNeverLoadedTakesNoImage() {
    assertThat(caller.submit(image(1), null, new VersionId("scripted", 99))).isNull();
    assertThat(caller.inFlight()).isZero();
  }

  @Test
  void aClosedCallersQueueIsDroppedAndNobodyTold() {
    holdTheWorker();
    int before = progress.get();
    Ticket queued = submit(1);
    caller.close();

    assertFailed(queued, FailureCode.ABANDONED, Stage.QUEUE);
    held.countDown();
    await().until(() -> caller.inFlight() == 0);
    assertThat(progress.get()).isEqualTo(before);
    assertThatThrownBy(() -> caller.submit(image(1), null, version))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedHostEndsItsThreadsAndEveryTicket() {
    holdTheWorker();
    List<Ticket> tickets = submitAll(1, 2);
    Thread closing = new Thread(host::close, "closing");
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    held.countDown();
    await().until(() -> !closing.isAlive());

    tickets.forEach(ticket -> assertThat(ticket.done()).isTrue());
    assertThat(session.isClosed()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("millrace-worker"));
    assertThat(caller.submit(image(1), null, version)).isNull();
  }

  @Test
  void usefulInFlightIsABatchPerWorkerAndOneThatFills() {
    assertThat(host.usefulInFlight()).isEqualTo(2 * CAP);
  }

  private static void score(float[] pixels, float[] scores) throws InferenceException {
    if (pixels[0] == POISON) {
      throw new InferenceException("poison", new IllegalArgumentException("13"));
    }
    scores[0] = pixels[0] == NOT_A_NUMBER ? Float.NaN : pixels[0];
    scores[1] = 0;
  }

  /** Occupies the one worker with a run that does not end before {@link #letGo}. */
  private void holdTheWorker() {
    session.holdRuns(held);
    submit(100);
    await().until(session::isRunning);
  }

  private void letGo() {
    held.countDown();
    awaitDone();
  }

  private void awaitDone() {
    await().pollInterval(Duration.ofMillis(1)).until(() -> caller.inFlight() == 0);
  }

  private Ticket submitAndAwait(int value) {
    Ticket ticket = submit(value);
    awaitDone();
    return ticket;
  }

  private List<Ticket> submitAll(int... values) {
    List<Ticket> tickets = new ArrayList<>();
    for (int value : values) {
      tickets.add(submit(value));
    }
    return tickets;
  }

  private Ticket submit(int value) {
    return submitted(caller.submit(image(value), null, version));
  }

  private Ticket submit(byte[] bytes) {
    return submitted(caller.submit(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), null, version));
  }

  private static ByteBuffer image(int value) {
    return ByteBuffer.wrap(TestImages.greyPng(TestBundles.SIDE, value)).asReadOnlyBuffer();
  }

  private static Ticket submitted(@Nullable Ticket ticket) {
    assertThat(ticket).isNotNull();
    return Objects.requireNonNull(ticket);
  }

  private static Scored scored(Ticket ticket) {
    assertThat(ticket.outcome()).isInstanceOf(Scored.class);
    return (Scored) ticket.outcome();
  }

  private static List<CloseReason> reasons(List<Ticket> tickets) {
    return tickets.stream().map(ticket -> scored(ticket).timing().closeReason()).toList();
  }

  private static void assertScore(Ticket ticket, float expected) {
    Classification output = (Classification) scored(ticket).output();
    assertThat(output.labels().get(0).score()).isEqualTo(expected);
  }

  private static void assertFailed(@Nullable Ticket ticket, FailureCode code, Stage stage) {
    assertThat(submitted(ticket).outcome()).isInstanceOf(Failed.class);
    Failed failed = (Failed) submitted(ticket).outcome();
    assertThat(failed.code()).isEqualTo(code);
    assertThat(failed.stage()).isEqualTo(stage);
    assertThat(failed.message()).isNotBlank();
  }
}
