package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.outcome.Stage;
import io.millrace.engine.session.InferenceException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one batch and says what became of each image. Where the run fails, halves of it are run
 * again in buffers of their own until the images that cannot be run are alone; where memory ran
 * out, that is also the retry with fewer images. A batch whose run takes too long is run once more,
 * and not in halves: each would take as long again. A device that is lost ends it without outcomes.
 */
final class BatchRunner {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final Batch batch;
  private final ServedModel model;
  private final Ticket[] tickets;
  private final Outcome[] outcomes;
  private @Nullable BatchBuffers active; // this and the next three: guarded by this
  private long activeSince;
  private boolean toldToEnd;
  private long toldAt;
  private @Nullable InferenceException deviceLost;
  private final CloseReason reason;
  private final long began = System.nanoTime();
  private final long besidesNanos;
  private int exhaustedAt;
  private long ended;
  private long runNanos;
  private long wholeNanos;

  /**
   * Takes over a batch that is ready.
   *
   * @param besidesNanos what the worker does for each batch besides running it
   */
  BatchRunner(Batch batch, long besidesNanos) {
    this.batch = batch;
    this.besidesNanos = besidesNanos;
    this.model = batch.lane().model();
    this.reason = batch.reason();
    this.tickets = batch.compact();
    this.outcomes = new Outcome[tickets.length];
  }

  void run() {
    try {
      runWhole();
      wholeNanos = runNanos;
      read(batch.buffers().run().outputs(), 0, tickets.length);
    } catch (InferenceException e) {
      LOG.warn("A batch of {} failed in {}: {}", tickets.length, model.id(), e.getMessage(), e);
      if (mayTryFewer(e, tickets.length)) {
        bisect(e);
      } else {
        fail(0, tickets.length, failedOrLate(), e);
      }
    } finally {
      ended = System.nanoTime();
    }
  }

  /** What took too long may have met a machine that stood still; that happens once. */
  private void runWhole() throws InferenceException {
    try {
      run(batch.buffers(), tickets.length);
    } catch (InferenceException e) {
      if (!wasToldToEnd() || RunFault.of(e) == RunFault.DEVICE_LOST) {
        throw e;
      }
      LOG.warn("A batch of {} took too long in {}; it runs once more", tickets.length, model.id());
      run(batch.buffers(), tickets.length);
    }
  }

  /** Whose memory is another batch's soon after the run. */
  Batch batch() {
    return batch;
  }

  /** Why the batch closed. */
  CloseReason reason() {
    return reason;
  }

  long began() {
    return began;
  }

  /** When its outcomes were known. */
  long ended() {
    return ended;
  }

  /** Time of its worker, from taking the batch until all were told, as far as can be known yet. */
  long workerNanos() {
    return Math.max(1, ended - began) + besidesNanos;
  }

  Ticket[] tickets() {
    return tickets;
  }

  Outcome[] outcomes() {
    return outcomes;
  }

  int bucket() {
    return model.buckets().holding(tickets.length);
  }

  /** Time of the whole batch's run; 0 where it failed. */
  long runNanos() {
    return wholeNanos;
  }

  /** The smallest size that found no memory; 0: all did. */
  int exhaustedAt() {
    return exhaustedAt;
  }

  /** Why nothing more can be believed of this device; there are no outcomes then. */
  @Nullable Throwable deviceLost() {
    return deviceLost;
  }

  /**
   * Tells the run to end if it began before a moment, from another thread; true the first time.
   * Never the next run in place of the one that was meant.
   */
  synchronized boolean terminate(long before) {
    BatchBuffers buffers = active;
    if (buffers == null || toldToEnd || activeSince - before >= 0) {
      return false;
    }
    toldToEnd = true;
    toldAt = System.nanoTime();
    buffers.run().terminate();
    return true;
  }

  /** Whether a run goes on that was told to end before a moment. */
  synchronized boolean isStuckSince(long before) {
    return active != null && toldToEnd && toldAt - before < 0;
  }

  private synchronized boolean wasToldToEnd() {
    return toldToEnd;
  }

  private void run(BatchBuffers buffers, int images) throws InferenceException {
    long from = System.nanoTime();
    activate(buffers, from);
    try {
      buffers.run(images, model.buckets().holding(images));
      runNanos = Math.max(1, System.nanoTime() - from);
    } finally {
      deactivate();
    }
  }

  private synchronized void activate(BatchBuffers buffers, long now) {
    active = buffers;
    activeSince = now;
    toldToEnd = false;
  }

  private synchronized void deactivate() {
    active = null;
  }

  /** Whether a failed run says something of its images or of their number. */
  private boolean mayTryFewer(InferenceException e, int images) {
    switch (RunFault.of(e)) {
      case DEVICE_LOST -> deviceLost = e;
      case OUT_OF_MEMORY -> exhaustedAt = model.buckets().holding(images);
      case OTHER -> {}
    }
    return deviceLost == null && !wasToldToEnd();
  }

  private void bisect(InferenceException why) {
    if (tickets.length == 1) {
      fail(0, 1, alone(why), why);
      return;
    }
    int middle = (tickets.length + 1) / 2;
    try (BatchBuffers part = model.newBuffers(middle)) {
      runPart(part, 0, middle);
      runPart(part, middle, tickets.length);
    } catch (InferenceException | OutOfMemoryError e) {
      e.addSuppressed(why);
      fail(0, tickets.length, FailureCode.ENGINE_FAILED, e);
    }
  }

  private void runPart(BatchBuffers part, int from, int to) {
    if (deviceLost != null) {
      return;
    }
    try {
      ByteBuffer whole = batch.buffers().run().input();
      int bytes = model.bundle().spec().input().imageBytes();
      part.run().input().put(0, whole, from * bytes, (to - from) * bytes);
      run(part, to - from);
      read(part.run().outputs(), from, to);
    } catch (InferenceException e) {
      if (!mayTryFewer(e, to - from)) {
        fail(from, to, failedOrLate(), e);
      } else if (to - from == 1) {
        fail(from, to, alone(e), e);
      } else {
        int middle = (from + to + 1) / 2;
        runPart(part, from, middle);
        runPart(part, middle, to);
      }
    }
  }

  private FailureCode failedOrLate() {
    return wasToldToEnd() ? FailureCode.RUN_TIMEOUT : FailureCode.MODEL_FAILED;
  }

  private static FailureCode alone(InferenceException e) {
    return RunFault.of(e) == RunFault.OUT_OF_MEMORY
        ? FailureCode.OUT_OF_MEMORY
        : FailureCode.MODEL_FAILED;
  }

  private void read(List<ByteBuffer> outputs, int from, int to) {
    for (int i = from; i < to; i++) {
      ModelOutput read = model.head().read(outputs, i - from, tickets[i].original());
      outcomes[i] = read == null ? notFinite() : scored(tickets[i], read);
    }
  }

  private Outcome notFinite() {
    return new Failed(FailureCode.NAN_OUTPUT, Stage.OUTPUT, model.notFinite(), null);
  }

  private Scored scored(Ticket ticket, ModelOutput output) {
    BatchTiming timing =
        new BatchTiming(
            (ticket.decodeBegan - ticket.submitted()) / 1000,
            (ticket.decodeEnded - ticket.decodeBegan) / 1000,
            (began - ticket.decodeEnded) / 1000,
            runNanos / 1000,
            tickets.length,
            reason);
    return new Scored(output, timing, ticket.flags, model.session().provider(), model.precision());
  }

  private void fail(int from, int to, FailureCode code, Throwable why) {
    boolean late = code == FailureCode.RUN_TIMEOUT;
    String ended = late ? "; it was told to end because it took too long" : "";
    String message = model.id() + " cannot run this image: " + why.getMessage() + ended;
    for (int i = from; i < to; i++) {
      outcomes[i] = new Failed(code, Stage.INFERENCE, message, why);
    }
  }
}
