package io.millrace.job.sql;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.engine.host.Ticket;
import io.millrace.engine.outcome.Outcome;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the engine's tickets into futures. One thread asks; the engine's threads, which only say
 * that something is done, complete what is. Flink bounds how much is under way, and so how long the
 * queue is that they look through.
 */
final class TicketQueue implements AutoCloseable {

  private record Asked(Ticket ticket, CompletableFuture<Outcome> answer) {}

  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Caller caller;

  TicketQueue(SqlEngine engine) {
    this.caller = engine.newCaller(this::answerWhatIsDone);
  }

  /** Submits something. */
  CompletableFuture<Outcome> ask(Function<Caller, @Nullable Ticket> submit) {
    Ticket ticket = submit.apply(caller);
    if (ticket == null) {
      throw new FlinkRuntimeException("The engine has no such model any more.");
    }
    Asked added = new Asked(ticket, new CompletableFuture<>());
    asked.add(added);
    if (ticket.done()) {
      // It may have been told before it was in the queue.
      answer(added);
    }
    return added.answer();
  }

  void flush(CloseReason why) {
    caller.flush(why);
  }

  private void answerWhatIsDone() {
    for (Asked each : asked) {
      if (each.ticket().done()) {
        answer(each);
      }
    }
  }

  private void answer(Asked done) {
    if (asked.remove(done)) {
      done.answer().complete(done.ticket().outcome());
    }
  }

  /** Leaves the answers that are still missing open: nobody waits for them any more. */
  @Override
  public void close() {
    caller.close();
  }
}
