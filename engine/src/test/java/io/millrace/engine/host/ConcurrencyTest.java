package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.ScriptedSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers submit, flush, close and come back while versions come and go: nothing is lost. */
class ConcurrencyTest {

  private static final int CALLERS = 3;
  private static final int IMAGES = 4_000;
  private static final byte[][] PNGS = new byte[64][];

  static {
    for (int value = 0; value < PNGS.length; value++) {
      PNGS[value] = TestImages.greyPng(TestBundles.SIDE, value);
    }
  }

  private final Path folder;
  private final Queue<ScriptedSession> sessions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  ConcurrencyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @Timeout(60)
  void noCompletionIsLostWhileVersionsComeAndGo() throws Exception {
    ModelBundle[] bundles = {TestBundles.bundle(folder, 1, 8), TestBundles.bundle(folder, 2, 8)};
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1);
    try (ModelHost host =
        ModelHost.start(
            HostOptions.defaults().withWorkers(3), model -> newSession(), EngineRecorder.NONE)) {
      host.load(bundles[0]);
      Future<Integer> swaps = threads.submit(() -> swap(host, bundles));
      List<Future<Integer>> scored = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int seed = i;
        scored.add(threads.submit(() -> call(host, bundles, new Random(seed))));
      }
      for (Future<Integer> count : scored) {
        assertThat(count.get()).isPositive();
      }
      over.set(true);
      assertThat(swaps.get()).as("swaps").isPositive();
    } finally {
      over.set(true);
      threads.shutdown();
    }
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sessions).allMatch(ScriptedSession::isClosed);
  }

  private ScriptedSession newSession() {
    ScriptedSession session =
        new ScriptedSession(
            TestBundles.SIDE, TestBundles.CLASSES, (pixels, scores) -> scores[0] = pixels[0]);
    sessions.add(session);
    return session;
  }

  /** Loads the one version, then unloads the other, in turns. */
  private int swap(ModelHost host, ModelBundle[] bundles) {
    int swaps = 0;
    while (!over.get()) {
      swaps++;
      assertThat(host.load(bundles[swaps % 2])).isInstanceOf(Ready.class);
      host.unload(bundles[(swaps + 1) % 2].id());
    }
    return swaps;
  }

  private static int call(ModelHost host, ModelBundle[] bundles, Random random)
      throws InterruptedException {
    int scored = 0;
    Semaphore progress = new Semaphore(0);
    Caller caller = host.newCaller(progress::release);
    List<Ticket> tickets = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      int value = random.nextInt(PNGS.length);
      byte[] bytes = value == 0 ? new byte[] {1, 2, 3} : PNGS[value];
      tickets.add(submit(caller, ByteBuffer.wrap(bytes).asReadOnlyBuffer(), bundles));
      values.add(value);
      if (random.nextInt(40) == 0) {
        caller.flush(CloseReason.CHECKPOINT);
      }
      while (caller.inFlight() > 48) {
        progress.acquire();
      }
      if (random.nextInt(300) == 0) {
        caller.close();
        Caller closed = caller;
        await().until(() -> closed.inFlight() == 0);
        caller = host.newCaller(progress::release);
      }
    }
    caller.flush(CloseReason.END_OF_INPUT);
    while (caller.inFlight() > 0) {
      progress.acquire();
    }
    for (int i = 0; i < IMAGES; i++) {
      scored += check(tickets.get(i), values.get(i));
    }
    return scored;
  }

  private static Ticket submit(Caller caller, ByteBuffer image, ModelBundle[] bundles) {
    while (true) {
      for (ModelBundle bundle : bundles) {
        Ticket ticket = caller.submit(image, null, bundle.id());
        if (ticket != null) {
          return ticket;
        }
      }
    }
  }

  private static int check(Ticket ticket, int value) {
    assertThat(ticket.done()).isTrue();
    if (ticket.outcome() instanceof Scored scored) {
      Classification output = (Classification) scored.output();
      assertThat(output.labels().get(0).score()).isEqualTo(value);
      return 1;
    }
    FailureCode code = ((Failed) ticket.outcome()).code();
    assertThat(code)
        .as(ticket.outcome().toString())
        .isIn(value == 0 ? FailureCode.NOT_IMAGE : FailureCode.ABANDONED, FailureCode.ABANDONED);
    return 0;
  }
}
