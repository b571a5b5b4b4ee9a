package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.Slots;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that take several images at once do not keep them from each other. */
@Timeout(60)
class HandsTest {

  private static final int SLOW = 99;
  private static final ByteBuffer SLOW_IMAGE = image(SLOW);
  private static final int CAP = 16;
  private static final int LESSONS = 2_000;

  private final ScriptedSession session =
      new ScriptedSession(
          TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
  private final CountDownLatch slow = new CountDownLatch(1);
  private final Queue<Decoded> decoded = new ConcurrentLinkedQueue<>();
  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(2),
          model -> session,
          EngineRecorder.NONE,
          Halt.PROCESS,
          SlowDecoder::new);
  private final Caller caller = host.newCaller(() -> {});
  private final ModelBundle bundle;

  HandsTest(@TempDir Path folder) {
    bundle = TestBundles.bundle(folder, 1, CAP);
    host.load(bundle);
  }

  /** An image whose decoding has begun, and who does it. */
  private record Decoded(int value, Thread worker) {}

  @AfterEach
  void close() {
    slow.countDown();
    host.close();
  }

  @Test
  void anIdleWorkerTakesWhatAnotherHasNotBegun() {
    learnThatImagesAreSmall();
    List<Ticket> tickets = submitBehindRuns(SLOW, 2, 3, 4, 5, 6, 7, 8);

    await().until(() -> decoded.size() == tickets.size());
    assertThat(slow.getCount()).as("the slow image is still being decoded").isEqualTo(1);
    Thread held = decoded.stream().filter(d -> d.value() == SLOW).findAny().orElseThrow().worker();
    assertThat(decoded).filteredOn(d -> d.value() != SLOW).allMatch(d -> d.worker() != held);
    slow.countDown();
    awaitScores(tickets, SLOW, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void imagesThatAreRefusedInAHandLeaveTheOthersAlone() {
    CountDownLatch runs = holdBothWorkers();
    List<Ticket> good = new ArrayList<>();
    for (int value = 1; value <= 6; value++) {
      good.add(submit(value));
      submit(ByteBuffer.allocate(3));
    }
    runs.countDown();

    awaitScores(good, 1, 2, 3, 4, 5, 6);
    List<Ticket> later = List.of(submit(7), submit(8));
    awaitScores(later, 7, 8);
  }

  @Test
  void aCallerWithoutRoomIsHeldBackAndOneWithRoomIsNot() {
    Caller other = host.newCaller(() -> {});
    assertThat(caller.isHeldBack(System.nanoTime())).as("with nothing in flight").isFalse();
    CountDownLatch runs = holdBothWorkers();
    Objects.requireNonNull(other.submit(image(1), null, bundle.id()));
    assertThat(other.hasRoom()).isTrue();
    while (caller.hasRoom()) {
      submit(2);
    }

    await().until(() -> caller.isHeldBack(System.nanoTime()));
    assertThat(other.isHeldBack(System.nanoTime())).isFalse();
    runs.countDown();
    await().until(() -> caller.inFlight() == 0);
    assertThat(caller.hasRoom()).isTrue();
    await().until(() -> !caller.isHeldBack(System.nanoTime()));
  }

  /** Only then does a worker take several at once. */
  private void learnThatImagesAreSmall() {
    for (int i = 0; i < LESSONS; i++) {
      submit(1);
    }
    await().until(() -> caller.inFlight() == 0);
  }

  /** What is submitted while both workers run something comes into one hand. */
  private List<Ticket> submitBehindRuns(int... values) {
    CountDownLatch runs = holdBothWorkers();
    decoded.clear();
    List<Ticket> tickets = new ArrayList<>();
    for (int value : values) {
      tickets.add(submit(value));
    }
    runs.countDown();
    return tickets;
  }

  private CountDownLatch holdBothWorkers() {
    CountDownLatch runs = new CountDownLatch(1);
    session.holdRuns(runs);
    submit(0);
    await().until(() -> session.running() == 1);
    submit(0);
    await().until(() -> session.running() == 2);
    return runs;
  }

  private void awaitScores(List<Ticket> tickets, float... expected) {
    await().until(() -> tickets.stream().allMatch(Ticket::done));
    for (int i = 0; i < expected.length; i++) {
      Scored scored = (Scored) tickets.get(i).outcome();
      Classification output = (Classification) scored.output();
      assertThat(output.labels().get(0).score()).isEqualTo(expected[i]);
    }
  }

  private Ticket submit(int value) {
    return submit(image(value));
  }

  private Ticket submit(ByteBuffer image) {
    return Objects.requireNonNull(caller.submit(image, null, bundle.id()));
  }

  private static ByteBuffer image(int value) {
    return ByteBuffer.wrap(TestImages.greyPng(TestBundles.SIDE, value)).asReadOnlyBuffer();
  }

  /** The real decoder, which tells who decodes what and takes its time over one image. */
  private final class SlowDecoder implements Decoder {

    private final Decoder real = Decoder.of(HostOptions.defaults().limits());

    @Override
    public Decoding decode(
        @Nullable ByteBuffer image, @Nullable String type, Slots slots, int slot) {
      boolean isSlow = SLOW_IMAGE.equals(image);
      decoded.add(new Decoded(isSlow ? SLOW : -1, Thread.currentThread()));
      if (isSlow) {
        awaitSlow();
      }
      return real.decode(image, type, slots, slot);
    }

    private void awaitSlow() {
      try {
        slow.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a worker", e);
      }
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
