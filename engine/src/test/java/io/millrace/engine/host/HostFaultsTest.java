package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.HostOptions.Watch;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.Slots;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices without memory, lost devices, work that never ends and bugs, all of them scripted. */
@Timeout(60)
class HostFaultsTest {

  private static final String NO_MEMORY = "CUDA failure 2: out of memory ; GPU=0";
  private static final String LOST = "CUDA failure 700: an illegal memory access was encountered";
  private static final int CAP = 8;
  private static final int HANGS = 99;
  private static final int KILLS = 98;

  private final ScriptedSession session =
      new ScriptedSession(
          TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final CountDownLatch hang = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger progress = new AtomicInteger();
  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults()
              .withWorkers(1)
              .withMaxBytesInFlight(200)
              .withWatch(
                  new Watch(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(20))),
          model -> session,
          EngineRecorder.NONE,
          halts::add,
          HangingDecoder::new);
  private final Caller caller = host.newCaller(progress::incrementAndGet);
  private final ModelBundle bundle;
  private final Path folder;

  HostFaultsTest(@TempDir Path folder) {
    this.folder = folder;
    bundle = TestBundles.bundle(folder, 1, CAP);
  }

  @BeforeEach
  void load() {
    assertThat(host.load(bundle)).isInstanceOf(Ready.class);
  }

  @AfterEach
  void close() {
    hang.countDown();
    held.countDown();
    host.close();
    assertThat(session.openRuns()).as("buffers left open").isZero();
    assertThat(host.snapshot().bytesInFlight()).as("bytes in flight").isZero();
    await().until(HostFaultsTest::noThreadIsLeft);
  }

  @Test
  void whereMemoryRunsOutFewerAreRunAndThatIsRemembered() {
    session.onRun(images -> failIf(images > 2, NO_MEMORY));
    List<Ticket> tickets = submitTogether(1, 2, 3, 4, 5, 6, 7, 8);

    for (int i = 0; i < tickets.size(); i++) {
      assertScore(tickets.get(i), i + 1);
    }
    assertThat(host.snapshot().lanes().get(0).cap()).isEqualTo(2);
    int before = session.sizes().size();
    List<Ticket> next = new ArrayList<>();
    for (int value = 1; value <= 12; value++) {
      next.add(submit(value));
    }
    awaitDone();
    next.forEach(ticket -> assertThat(ticket.outcome()).isInstanceOf(Scored.class));
    assertThat(session.sizes().subList(before, session.sizes().size())).allMatch(size -> size <= 2);
  }

  @Test
  void anImageThatHasNoMemoryEvenAloneFails() {
    session.onRun(images -> failIf(true, NO_MEMORY));
    Ticket ticket = submit(1);
    awaitDone();

    assertThat(failed(ticket).code()).isEqualTo(FailureCode.OUT_OF_MEMORY);
    session.onRun(images -> {});
    Ticket later = submit(2);
    awaitDone();
    assertScore(later, 2);
  }

  @Test
  void aSizeWithoutMemoryAtWarmUpIsNotUsed() {
    session.onRun(images -> failIf(images > 4, NO_MEMORY));

    assertThat(host.load(TestBundles.bundle(folder, 2, CAP))).isInstanceOf(Ready.class);
    assertThat(Objects.requireNonNull(host.lane(TestBundles.bundle(folder, 2, CAP).id())).cap())
        .isEqualTo(4);
  }

  @Test
  void aLostDeviceEmitsNothingAndHaltsTheProcess() {
    session.onRun(images -> failIf(true, LOST));
    Ticket ticket = submit(1);
    await().until(() -> !halts.isEmpty());

    assertThat(halts).containsExactly(Halt.DEVICE_LOST);
    assertThat(ticket.done()).isFalse();
    assertThat(host.failure()).hasMessageContaining("700");
    assertThat(progress.get()).as("told that the host failed").isPositive();
    host.close();
    assertThat(failed(ticket).code().fault()).isEqualTo(FailureCode.Fault.ENGINE);
  }

  @Test
  void aLostDeviceIsFoundInTheMiddleOfABisection() {
    AtomicInteger runs = new AtomicInteger();
    session.onRun(
        images -> {
          int run = runs.incrementAndGet();
          failIf(run > 1, run == 2 ? "poison" : LOST);
        });
    List<Ticket> tickets = submitTogether(1, 2, 3, 4, 5, 6, 7, 8);

    await().until(() -> !halts.isEmpty());
    assertThat(tickets).noneMatch(Ticket::done);
  }

  @Test
  void aWorkerThatDiesOfABugFailsTheHostVisibly() {
    List<Ticket> tickets = List.of(submit(KILLS), submit(2), submit(3));
    await().until(() -> tickets.stream().allMatch(Ticket::done));

    assertThat(host.failure()).hasMessage("a bug");
    assertThat(progress.get()).isPositive();
    assertThat(failed(tickets.get(0)).code()).isEqualTo(FailureCode.ENGINE_FAILED);
    assertThat(host.load(TestBundles.bundle(folder, 2, CAP))).isInstanceOf(Rejected.class);
    Ticket late = submit(4);
    assertThat(failed(late).code()).isEqualTo(FailureCode.ABANDONED);
  }

  @Test
  void aDecoderThatHangsCostsItsImageOnly() {
    List<Ticket> tickets = submitTogether(1, 2, HANGS, 4);

    assertThat(failed(tickets.get(2)).code()).isEqualTo(FailureCode.DECODE_TIMEOUT);
    assertScore(tickets.get(0), 1);
    assertScore(tickets.get(1), 2);
    assertScore(tickets.get(3), 4);
    assertThat(host.snapshot().stuckWorkers()).isEqualTo(1);
    assertThat(host.failure()).isNull();
    hang.countDown();
    await().until(() -> host.snapshot().stuckWorkers() == 0);
    Ticket later = submit(5);
    awaitDone();
    assertScore(later, 5);
  }

  @Test
  void moreThanThreeHangingDecodersHaltTheProcess() {
    for (int i = 0; i < 4; i++) {
      submit(HANGS);
    }
    await().until(() -> host.failure() != null);

    assertThat(host.failure()).hasMessageContaining("4 decoders hang");
    await().until(() -> !halts.isEmpty());
    assertThat(halts).containsExactly(Halt.HANGS);
    await().until(() -> caller.inFlight() == 0);
  }

  @Test
  void roomIsBoundedByBytesButACallerWithNothingInFlightAlwaysHasIt() {
    session.holdRuns(held);
    Caller other = host.newCaller(() -> {});
    assertThat(caller.hasRoom()).isTrue();
    submit(1);
    int size = TestImages.greyPng(TestBundles.SIDE, 1).length;
    for (int bytes = size; bytes < 200; bytes += size) {
      assertThat(caller.hasRoom()).isTrue();
      submit(2);
    }

    assertThat(caller.hasRoom()).isFalse();
    assertThat(other.hasRoom()).isTrue();
    held.countDown();
    awaitDone();
    assertThat(caller.hasRoom()).isTrue();
  }

  @Test
  void aLeaseThatIsRefusedIsNoSubmission() {
    Lane lane = Objects.requireNonNull(host.lane(bundle.id()));
    // As if the version was unloaded between finding its lane and taking a lease.
    lane.leases().retire();

    assertThat(caller.submit(image(1), null, bundle.id())).isNull();
    assertThat(caller.inFlight()).isZero();
    assertThat(host.snapshot().inFlight()).isZero();
  }

  @Test
  void ticketsComeOutInOrderKeyByKey() {
    session.holdRuns(held);
    KeyOrder<String> order = new KeyOrder<>();
    Ticket slow = submit(1);
    Ticket bad = Objects.requireNonNull(caller.submit(ByteBuffer.allocate(3), null, bundle.id()));
    Ticket alone = Objects.requireNonNull(caller.submit(ByteBuffer.allocate(3), null, bundle.id()));
    order.add("a", slow);
    order.add("a", bad);
    order.add("b", alone);
    held.countDown();
    awaitDone();
    List<Ticket> out = new ArrayList<>();
    order.drain((key, ticket) -> out.add(ticket));

    assertThat(out).containsExactly(slow, bad, alone);
    assertThat(order.size()).isZero();
  }

  private static void failIf(boolean fault, String words) throws InferenceException {
    if (fault) {
      throw new InferenceException(words, new IllegalStateException("scripted"));
    }
  }

  private static boolean noThreadIsLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().matches("millrace-(worker|steward).*"));
  }

  private List<Ticket> submitTogether(int... values) {
    CountDownLatch together = new CountDownLatch(1);
    session.holdRuns(together);
    submit(0);
    await().until(session::isRunning);
    List<Ticket> tickets = new ArrayList<>();
    for (int value : values) {
      tickets.add(submit(value));
    }
    caller.flush(CloseReason.CHECKPOINT);
    together.countDown();
    await().until(() -> !halts.isEmpty() || caller.inFlight() == 0);
    return tickets;
  }

  private void awaitDone() {
    await().pollInterval(Duration.ofMillis(1)).until(() -> caller.inFlight() == 0);
  }

  private Ticket submit(int value) {
    return Objects.requireNonNull(caller.submit(image(value), null, bundle.id()));
  }

  private static ByteBuffer image(int value) {
    return ByteBuffer.wrap(TestImages.greyPng(TestBundles.SIDE, value)).asReadOnlyBuffer();
  }

  private static void assertScore(Ticket ticket, float expected) {
    assertThat(ticket.outcome()).isInstanceOf(Scored.class);
    Classification output = (Classification) ((Scored) ticket.outcome()).output();
    assertThat(output.labels().get(0).score()).isEqualTo(expected);
  }

  private static Failed failed(Ticket ticket) {
    assertThat(ticket.outcome()).isInstanceOf(Failed.class);
    return (Failed) ticket.outcome();
  }

  /** The real decoder, but for two images: one never ends, and one meets a bug. */
  private final class HangingDecoder implements Decoder {

    private final Decoder real = Decoder.of(HostOptions.defaults().limits());

    @Override
    public Decoding decode(
        @Nullable ByteBuffer image, @Nullable String type, Slots slots, int slot) {
      if (image != null && image.equals(HostFaultsTest.image(KILLS))) {
        throw new AssertionError("a bug");
      }
      if (image != null && image.equals(HostFaultsTest.image(HANGS))) {
        awaitUninterruptibly(hang);
      }
      return real.decode(image, type, slots, slot);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // As native code: it hears nothing.
      }
    }
  }
}
