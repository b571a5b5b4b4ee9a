package io.millrace.engine.host;

import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.Refusal;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.outcome.Stage;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread's work: run a ready batch, else decode the next image, until told to stop. */
final class Worker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Dispatcher dispatcher;
  private final ImageDecoder decoder;
  private final EngineRecorder recorder;

  /** Owns the decoder from now on. */
  Worker(Dispatcher dispatcher, ImageDecoder decoder, EngineRecorder recorder) {
    this.dispatcher = dispatcher;
    this.decoder = decoder;
    this.recorder = recorder;
  }

  @Override
  public void run() {
    try (decoder) {
      while (true) {
        Work work = dispatcher.take();
        if (work instanceof Work.Decode decode) {
          decode(decode);
        } else if (work instanceof Work.Run run) {
          run(run.batch());
        } else {
          return;
        }
      }
    }
  }

  private void decode(Work.Decode work) {
    Ticket ticket = work.ticket();
    ticket.decodeBegan = System.nanoTime();
    Decoding decoding;
    try {
      decoding =
          decoder.decode(
              ticket.image(), ticket.declaredType(), work.batch().buffers().slots(), work.slot());
    } catch (RuntimeException | Error e) {
      LOG.error("The engine failed to decode an image for {}", ticket.version(), e);
      String message = "the decoder failed, not the image: " + e;
      decoding = new Refusal(FailureCode.ENGINE_FAILED, Stage.DECODE, message, e);
    }
    ticket.decodeEnded = System.nanoTime();
    if (decoding instanceof Decoded decoded) {
      ticket.typeMismatch = decoded.typeMismatch();
      ticket.decodedFrom(decoded.header());
      dispatcher.decoded(work.batch());
    } else if (decoding instanceof Refusal refusal) {
      dispatcher.refused(work.batch(), work.slot());
      Completion.finish(
          ticket, new Failed(refusal.code(), refusal.stage(), refusal.message(), refusal.cause()));
      record(() -> recorder.imageFailed(ticket.version(), refusal.code()));
    }
  }

  private void run(Batch batch) {
    BatchRunner runner = new BatchRunner(batch);
    try {
      runner.run();
    } catch (RuntimeException | Error e) {
      LOG.error("The engine failed to run a batch of {}", batch.lane().id(), e);
      String message = "the engine failed to run a batch: " + e;
      Arrays.fill(
          runner.outcomes(), new Failed(FailureCode.ENGINE_FAILED, Stage.INFERENCE, message, e));
    }
    dispatcher.finished(batch, runner.bucket(), runner.runNanos());
    Completion.finish(runner.tickets(), runner.outcomes());
    record(() -> record(batch, runner));
  }

  /** What only listens must not stop a worker. */
  private static void record(Runnable recording) {
    try {
      recording.run();
    } catch (RuntimeException e) {
      LOG.error("A recorder failed", e);
    }
  }

  private void record(Batch batch, BatchRunner runner) {
    int size = runner.tickets().length;
    recorder.batchRan(
        batch.lane().id(), size, runner.bucket(), batch.reason(), runner.runNanos() / 1000);
    for (Outcome outcome : runner.outcomes()) {
      if (outcome instanceof Scored scored) {
        recorder.imageScored(batch.lane().id(), scored.timing());
      } else if (outcome instanceof Failed failed) {
        recorder.imageFailed(batch.lane().id(), failed.code());
      }
    }
  }
}
