package io.millrace.engine.host;

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
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one batch and says what became of each image. Where the run fails, halves of it are run
 * again in buffers of their own until the images that cannot be run are alone.
 */
final class BatchRunner {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
  private static final Set<String> NO_FLAGS = Set.of();
  private static final Set<String> TYPE_MISMATCH = Set.of(Outcome.TYPE_MISMATCH);

  private final Batch batch;
  private final ServedModel model;
  private final Ticket[] tickets;
  private final Outcome[] outcomes;
  private long began;
  private long runNanos;

  /** Takes over a batch that is ready. */
  BatchRunner(Batch batch) {
    this.batch = batch;
    this.model = batch.lane().model();
    this.tickets = batch.compact();
    this.outcomes = new Outcome[tickets.length];
  }

  void run() {
    began = System.nanoTime();
    try {
      batch.buffers().run(tickets.length, bucket());
      runNanos = Math.max(1, System.nanoTime() - began);
      read(batch.buffers().run().outputs(), 0, tickets.length);
    } catch (InferenceException e) {
      LOG.warn("A batch of {} failed in {}: {}", tickets.length, model.id(), e.getMessage(), e);
      bisect(e);
    }
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
    return runNanos;
  }

  private void bisect(InferenceException why) {
    if (tickets.length == 1) {
      fail(0, 1, FailureCode.MODEL_FAILED, why);
      return;
    }
    try (BatchBuffers part = model.newBuffers()) {
      int middle = tickets.length / 2;
      runPart(part, 0, middle);
      runPart(part, middle, tickets.length);
    } catch (InferenceException e) {
      e.addSuppressed(why);
      fail(0, tickets.length, FailureCode.ENGINE_FAILED, e);
    }
  }

  private void runPart(BatchBuffers part, int from, int to) {
    try {
      ByteBuffer whole = batch.buffers().run().input();
      int bytes = model.bundle().spec().input().imageBytes();
      part.run().input().put(0, whole, from * bytes, (to - from) * bytes);
      long partBegan = System.nanoTime();
      part.run(to - from, model.buckets().holding(to - from));
      runNanos = Math.max(1, System.nanoTime() - partBegan);
      read(part.run().outputs(), from, to);
    } catch (InferenceException e) {
      if (to - from == 1) {
        fail(from, to, FailureCode.MODEL_FAILED, e);
      } else {
        int middle = (from + to) / 2;
        runPart(part, from, middle);
        runPart(part, middle, to);
      }
    }
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
            batch.reason());
    Set<String> flags = ticket.typeMismatch ? TYPE_MISMATCH : NO_FLAGS;
    return new Scored(output, timing, flags, model.session().provider(), model.precision());
  }

  private void fail(int from, int to, FailureCode code, InferenceException why) {
    for (int i = from; i < to; i++) {
      String message = model.id() + " cannot run this image: " + why.getMessage();
      outcomes[i] = new Failed(code, Stage.INFERENCE, message, why);
    }
  }
}
