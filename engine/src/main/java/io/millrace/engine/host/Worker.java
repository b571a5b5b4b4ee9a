package io.millrace.engine.host;

import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.Placed;
import io.millrace.engine.image.Refusal;
import io.millrace.engine.image.Slots;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Stage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread's work: run a ready batch, else decode the next image, until told to stop. What it has
 * in hand is its own until it is through, unless the {@link Steward} takes a decode from it that
 * does not end; then it leaves as soon as it can.
 */
final class Worker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Dispatcher dispatcher;
  private final Decoder decoder;
  private final Telling telling;
  private final Health health;
  private final boolean background;
  private final AtomicReference<@Nullable Work> inHand = new AtomicReference<>();

  /** When the work in hand was taken; written before it, read after it. */
  private volatile long since;

  private volatile @Nullable BatchRunner running;
  private volatile boolean givenUp;

  /** Owns the decoder from now on. */
  Worker(
      Dispatcher dispatcher,
      Decoder decoder,
      EngineRecorder recorder,
      Health health,
      boolean background) {
    this.dispatcher = dispatcher;
    this.decoder = decoder;
    this.telling = new Telling(recorder);
    this.health = health;
    this.background = background;
  }

  /** Whether it does only what nobody waits for. */
  boolean isBackground() {
    return background;
  }

  @Override
  public void run() {
    Work work = null;
    try (decoder) {
      do {
        work = dispatcher.take(background);
        since = System.nanoTime();
        inHand.set(work);
      } while (did(work));
    } catch (RuntimeException | Error e) {
      // A bug, or no memory: what it had in hand must not be waited for, and nobody limps on.
      health.fail(e);
      abandon(work, e);
    }
  }

  /** Whether a decode was taken from it because it did not end. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether it goes on. */
  private boolean did(Work work) {
    if (work instanceof Work.Decode decode) {
      return decode(decode);
    }
    return work instanceof Work.Run run && run(run.batch());
  }

  private boolean decode(Work.Decode work) {
    Ticket ticket = work.ticket();
    ticket.decodeBegan = since;
    Decoding decoding;
    try {
      decoding = fill(work.batch().buffers().slots(), work.slot(), ticket);
    } catch (RuntimeException e) {
      LOG.error("The engine failed to decode an image for {}", ticket.version(), e);
      String message = "the decoder failed, not the image: " + e;
      decoding = new Refusal(FailureCode.ENGINE_FAILED, Stage.DECODE, message, e);
    }
    if (!inHand.compareAndSet(work, null)) {
      return false;
    }
    ticket.decodeEnded = System.nanoTime();
    if (decoding instanceof Decoded decoded) {
      ticket.flags = decoded.flags();
      ticket.decodedFrom(decoded.header());
      dispatcher.decoded(work.batch(), ticket);
    } else if (decoding instanceof Placed) {
      ticket.placedInto(work.batch().buffers().slots().spec());
      dispatcher.decoded(work.batch(), ticket);
    } else if (decoding instanceof Refusal refusal) {
      dispatcher.refused(work.batch(), work.slot());
      fail(ticket, new Failed(refusal.code(), refusal.stage(), refusal.message(), refusal.cause()));
    }
    return true;
  }

  private Decoding fill(Slots slots, int slot, Ticket ticket) {
    ByteBuffer image = ticket.image();
    return ticket.isTensor() && image != null
        ? slots.place(slot, image)
        : decoder.decode(image, ticket.declaredType(), slots, slot);
  }

  private boolean run(Batch batch) {
    BatchRunner runner = new BatchRunner(batch);
    running = runner;
    try {
      runner.run();
    } catch (RuntimeException e) {
      LOG.error("The engine failed to run a batch of {}", batch.lane().id(), e);
      String message = "the engine failed to run a batch: " + e;
      Arrays.fill(
          runner.outcomes(), new Failed(FailureCode.ENGINE_FAILED, Stage.INFERENCE, message, e));
    }
    running = null;
    Throwable lost = runner.deviceLost();
    if (lost != null) {
      health.loseDevice(lost);
    }
    if (health.isDeviceLost()) {
      return false;
    }
    dispatcher.finished(runner);
    inHand.set(null);
    Completion.finish(runner.tickets(), runner.outcomes());
    telling.batch(runner);
    return true;
  }

  /**
   * Takes the decode in hand away if it began before a moment; its image fails. Its thread may
   * still write into the batch, so the other images of the batch start anew in another one.
   */
  boolean giveUpDecode(long before) {
    Work work = inHand.get();
    if (!(work instanceof Work.Decode decode)
        || since - before >= 0
        || !inHand.compareAndSet(work, null)) {
      return false;
    }
    givenUp = true;
    dispatcher.giveUp(decode.batch(), decode.slot());
    String message = "decoding did not end within its deadline";
    fail(decode.ticket(), new Failed(FailureCode.DECODE_TIMEOUT, Stage.DECODE, message, null));
    return true;
  }

  /** Tells the run in hand to end if it began before a moment; true the first time. */
  boolean terminateRun(long before) {
    BatchRunner runner = running;
    return runner != null && since - before < 0 && runner.terminate();
  }

  /** Whether it has been on one run since before a moment. */
  boolean runsSinceBefore(long before) {
    return running != null && since - before < 0;
  }

  /** Ends what it had in hand when the host closes; only after its thread has ended. */
  void abandonInHand() {
    abandon(inHand.getAndSet(null), null);
  }

  private void abandon(@Nullable Work work, @Nullable Throwable why) {
    inHand.set(null);
    if (work instanceof Work.Decode decode) {
      abandon(decode.ticket(), why);
    } else if (work instanceof Work.Run run) {
      for (Ticket ticket : run.batch().tickets()) {
        if (ticket != null) {
          abandon(ticket, why);
        }
      }
    }
  }

  private static void abandon(Ticket ticket, @Nullable Throwable why) {
    if (!ticket.done()) {
      String message = "the engine failed or was closed while the image was in work";
      Completion.finish(
          ticket, new Failed(FailureCode.ENGINE_FAILED, Stage.INFERENCE, message, why));
    }
  }

  private void fail(Ticket ticket, Failed failed) {
    Completion.finish(ticket, failed);
    telling.failed(ticket.version(), failed.code());
  }
}
