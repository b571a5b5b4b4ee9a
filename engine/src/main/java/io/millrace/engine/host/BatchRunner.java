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
 * out, that is also the retry with fewer images. A device that is lost ends it without outcomes.
 */
final class BatchRunner {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final Batch batch;
  private final ServedModel model;
  private final Ticket[] tickets;
  private final Outcome[] outcomes;
  private volatile @Nullable BatchBuffers active;
  private volatile boolean terminated;
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
      run(batch.buffers(), tickets.length);
      wholeNanos = runNanos;
      read(batch.buffers().run().outputs(), 0, tickets.length);
    } catch (InferenceException e) {
      LOG.warn("A batch of {} failed in {}: {}", tickets.length, model.id(), e.getMessage(), e);
      if (mayTryFewer(e, tickets.length)) {
        bisect(e);
      } else {
        fail(0, tickets.length, FailureCode.MODEL_FAILED, e);
      }
    } finally {
      ended = System.nanoTime();
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

  /** Tells the run to end, from another thread; false if it was told already. */
  boolean terminate() {
    BatchBuffers buffers = active;
    if (terminated || buffers == null) {
      return false;
    }
    terminated = true;
    buffers.run().terminate();
    return true;
  }

  private void run(BatchBuffers buffers, int images) throws InferenceException {
    active = buffers;
    long from = System.nanoTime();
    try {
      buffers.run(images, model.buckets().holding(images));
      runNanos = Math.max(1, System.nanoTime() - from);
    } finally {
      active = null;
    }
  }

  /** Whether a failed run says something of its images or of their number. */
  private boolean mayTryFewer(InferenceException e, int images) {
    switch (RunFault.of(e)) {
      case DEVICE_LOST -> deviceLost = e;
      case OUT_OF_MEMORY -> exhaustedAt = model.buckets().holding(images);
      case OTHER -> {}
    }
    return deviceLost == null && !terminated;
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
        fail(from, to, FailureCode.MODEL_FAILED, e);
      } else if (to - from == 1) {
        fail(from, to, alone(e), e);
      } else {
        int middle = (from + to + 1) / 2;
        runPart(part, from, middle);
        runPart(part, middle, to);
      }
    }
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
    String ended = terminated ? "; it was told to end because it took too long" : "";
    String message = model.id() + " cannot run this image: " + why.getMessage() + ended;
    for (int i = from; i < to; i++) {
      outcomes[i] = new Failed(code, Stage.INFERENCE, message, why);
    }
  }
}
