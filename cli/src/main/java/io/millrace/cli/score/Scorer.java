package io.millrace.cli.score;

import io.millrace.cli.terminal.Stopped;
import io.millrace.cli.terminal.UserError;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.host.Ticket;
import io.millrace.engine.model.VersionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/** Keeps the engine busy with files and hands their outcomes on in order. */
final class Scorer {

  private final ModelHost host;
  private final VersionId version;
  private final ScoreReport report;
  private final Semaphore progress = new Semaphore(0);
  private final Queue<Pending> pending = new ArrayDeque<>();

  Scorer(ModelHost host, VersionId version, ScoreReport report) {
    this.host = host;
    this.version = version;
    this.report = report;
  }

  private record Pending(Path file, Ticket ticket) {}

  /** Scores them all; one that fails is reported and the others go on. */
  void score(List<Path> images) {
    try (Caller caller = host.newCaller(progress::release)) {
      for (Path image : images) {
        submit(image, caller);
        while (caller.inFlight() >= host.usefulInFlight()) {
          await();
        }
        tellDone();
      }
      caller.flush(CloseReason.END_OF_INPUT);
      while (!pending.isEmpty()) {
        tellDone();
        if (!pending.isEmpty()) {
          await();
        }
      }
    }
  }

  private void submit(Path image, Caller caller) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(image);
    } catch (IOException e) {
      finishAll(caller); // so that its line comes in order
      report.unreadable(image, e);
      return;
    }
    Ticket ticket = caller.submit(ByteBuffer.wrap(bytes), null, version);
    if (ticket == null) {
      throw UserError.failed("The engine gave " + version + " up while it scored.");
    }
    pending.add(new Pending(image, ticket));
  }

  private void finishAll(Caller caller) {
    caller.flush(CloseReason.END_OF_INPUT);
    while (caller.inFlight() > 0) {
      await();
    }
    tellDone();
  }

  private void tellDone() {
    for (Pending first = pending.peek();
        first != null && first.ticket().done();
        first = pending.peek()) {
      report.outcome(first.file(), first.ticket().outcome());
      pending.remove();
    }
  }

  private void await() {
    try {
      progress.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped("interrupted while images were scored");
    }
  }
}
