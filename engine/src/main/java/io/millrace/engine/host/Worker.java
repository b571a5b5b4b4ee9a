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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread's work: run a ready batch, else decode the next images, until told to stop. What it has
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
  private final Decodes hand = new Decodes();

  /** When the image in hand was begun; 0: none is, or it was taken away. */
  private final AtomicLong decodeBegan = new AtomicLong();

  /** The batch in hand; another thread looks only after this one has ended. */
  private @Nullable Batch batch;

  private volatile @Nullable BatchRunner running;
  private volatile boolean givenUp;

  /** What telling of the last batch took. */
  private long tellingNanos;

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
    try (decoder) {
      dispatcher.join(hand);
      boolean goesOn = true;
      while (goesOn) {
        goesOn = did(dispatcher.take(hand, background));
      }
    } catch (RuntimeException | Error e) {
      // A bug, or no memory: what it had in hand must not be waited for, and nobody limps on.
      health.fail(e);
      abandonInHand(e);
    }
  }

  /** Whether a decode was taken from it because it did not end. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether it goes on. */
  private boolean did(Work work) {
    if (work instanceof Batch ready) {
      return run(ready);
    }
    return work instanceof Decodes && decodeAll();
  }

  private boolean decodeAll() {
    long now = System.nanoTime();
    while (hand.begin()) {
      Ticket ticket = hand.currentTicket();
      ticket.decodeBegan = now;
      decodeBegan.set(now);
      Decoding decoding = decode(ticket);
      if (!decodeBegan.compareAndSet(now, 0)) {
        givenUp = true;
        return false;
      }
      now = System.nanoTime();
      ticket.decodeEnded = now;
      if (decoding instanceof Decoded decoded) {
        ticket.flags = decoded.flags();
        ticket.decodedFrom(decoded.header());
      } else if (decoding instanceof Placed) {
        ticket.placedInto(hand.batch().buffers().slots().spec());
      } else if (decoding instanceof Refusal refused) {
        dispatcher.refused(hand, hand.current());
        fail(
            ticket,
            new Failed(refused.code(), refused.stage(), refused.message(), refused.cause()));
      }
    }
    return true;
  }

  private Decoding decode(Ticket ticket) {
    try {
      return fill(hand.batch().buffers().slots(), hand.slot(hand.current()), ticket);
    } catch (RuntimeException e) {
      LOG.error("The engine failed to decode an image for {}", ticket.version(), e);
      String message = "the decoder failed, not the image: " + e;
      return new Refusal(FailureCode.ENGINE_FAILED, Stage.DECODE, message, e);
    }
  }

  private Decoding fill(Slots slots, int slot, Ticket ticket) {
    ByteBuffer image = ticket.image();
    return ticket.isTensor() && image != null
        ? slots.place(slot, image)
        : decoder.decode(image, ticket.declaredType(), slots, slot);
  }

  private boolean run(Batch ready) {
    batch = ready;
    BatchRunner runner = new BatchRunner(ready, tellingNanos);
    running = runner;
    try {
      runner.run();
    } catch (RuntimeException e) {
      LOG.error("The engine failed to run a batch of {}", ready.lane().id(), e);
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
    boolean others = dispatcher.finished(runner, background);
    batch = null;
    Completion.finish(runner.tickets(), runner.outcomes(), others);
    telling.batch(runner);
    tellingNanos = System.nanoTime() - runner.ended();
    return true;
  }

  /**
   * Takes the decode in hand away if it began before a moment; its image fails. Its thread may
   * still write into the batch, so the other images of the batch start anew in another one.
   */
  boolean giveUpDecode(long before) {
    long began = decodeBegan.get();
    if (began == 0 || began - before >= 0 || !decodeBegan.compareAndSet(began, 0)) {
      return false;
    }
    givenUp = true;
    Ticket hanging = dispatcher.giveUp(hand);
    if (hanging != null) {
      String message = "decoding did not end within its deadline";
      fail(hanging, new Failed(FailureCode.DECODE_TIMEOUT, Stage.DECODE, message, null));
    }
    return true;
  }

  /** Tells the run in hand to end if it began before a moment; true the first time. */
  boolean terminateRun(long before) {
    BatchRunner runner = running;
    return runner != null && runner.terminate(before);
  }

  /** Whether its run was told to end before a moment and has not. */
  boolean isStuckSince(long before) {
    BatchRunner runner = running;
    return runner != null && runner.isStuckSince(before);
  }

  /** Whether somebody waits for an image of the version whose run is in hand. */
  boolean isInTheWay() {
    BatchRunner runner = running;
    return runner != null && dispatcher.isAwaited(runner.batch().lane());
  }

  /** Ends what it had in hand when the host closes; only after its thread has ended. */
  void abandonInHand() {
    abandonInHand(null);
  }

  private void abandonInHand(@Nullable Throwable why) {
    decodeBegan.set(0);
    running = null;
    for (Ticket ticket : dispatcher.takeBack(hand)) {
      abandon(ticket, why);
    }
    Batch unfinished = batch;
    batch = null;
    if (unfinished != null) {
      for (Ticket ticket : unfinished.undone()) {
        abandon(ticket, why);
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
