package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Meter;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.terminal.UserError;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.host.LoadOutcome.Rejected;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.host.Ticket;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.SessionFactory;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Images through a model host, from one thread, which keeps as many in flight as are of use and
 * takes results in order, as a task slot does.
 */
final class EngineLoop implements Loop {

  private static final long WARM_NANOS = 2_500_000_000L;

  private final Meter meter = new Meter();
  private final BatchTally tally = new BatchTally();
  private final Workload workload;
  private final VersionId version;
  private final ModelHost host;
  private final Thread submitter = Thread.currentThread();
  private final Caller caller;
  private final ArrayDeque<Ticket> pending = new ArrayDeque<>();

  /** Loads the model; what is submitted later must come from the same thread. */
  EngineLoop(Workload workload, SessionFactory sessions, HostOptions options) {
    this.workload = workload;
    this.version = workload.bundle().id();
    host = ModelHost.start(options, sessions, tally);
    LoadOutcome loaded = host.load(workload.bundle());
    if (loaded instanceof Rejected rejected) {
      host.close();
      throw UserError.failed(
          "The engine rejects the bench's own model %s: %s: %s"
              .formatted(version, rejected.code(), rejected.reason()));
    }
    caller = host.newCaller(() -> LockSupport.unpark(submitter));
  }

  @Override
  public Sample run(long images) throws Exception {
    return meter.time(images, () -> score(images));
  }

  /** Runs until the host has planned how it batches, which it does every two seconds. */
  void warmUp(long images) throws Exception {
    long began = System.nanoTime();
    while (System.nanoTime() - began < WARM_NANOS) {
      run(images);
    }
  }

  private void score(long images) {
    for (long i = 0; i < images; i++) {
      while (!caller.hasRoom()) {
        LockSupport.park(this);
        takeDone();
      }
      submit(i);
    }
    caller.flush(CloseReason.END_OF_INPUT);
    while (caller.inFlight() > 0) {
      LockSupport.park(this);
    }
    takeDone();
  }

  /** Submits one image and waits for it; returns nanoseconds until it was done, less decoding. */
  long hop(long image) {
    long began = System.nanoTime();
    submit(image);
    while (caller.inFlight() > 0) {
      LockSupport.park(this);
    }
    long nanos = System.nanoTime() - began;
    Scored scored = scored(pending.remove());
    return Math.max(0, nanos - 1_000 * scored.timing().decodeMicros());
  }

  /** Images per batch so far. */
  double meanBatch() {
    return tally.mean();
  }

  private void submit(long number) {
    Ticket ticket = caller.submit(workload.image(number), null, version);
    if (ticket == null) {
      throw new IllegalStateException(version + " was unloaded under the bench");
    }
    pending.add(ticket);
  }

  private void takeDone() {
    Ticket first = pending.peek();
    while (first != null && first.done()) {
      scored(pending.remove());
      first = pending.peek();
    }
  }

  private static Scored scored(Ticket ticket) {
    Outcome outcome = ticket.outcome();
    if (outcome instanceof Scored scored) {
      return scored;
    }
    throw new IllegalStateException("a picture of the bench has no result: " + outcome);
  }

  @Override
  public void close() {
    caller.close();
    host.close();
  }
}
