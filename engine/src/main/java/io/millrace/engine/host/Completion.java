package io.millrace.engine.host;

import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Stage;
import java.util.ArrayList;
import java.util.List;

/** Ends tickets: outcome first, then the count, then the word to each caller, then the lease. */
final class Completion {

  private Completion() {}

  /** Ends one image and tells its caller. */
  static void finish(Ticket ticket, Outcome outcome) {
    ticket.finish(outcome);
    ticket.caller().oneIsDone(ticket);
    ticket.caller().tellProgress();
    ticket.lane().leases().release(1);
  }

  /** Ends the images of one batch, which share a lane, and tells each caller once. */
  static void finish(Ticket[] tickets, Outcome[] outcomes) {
    List<Caller> callers = new ArrayList<>(2);
    for (int i = 0; i < tickets.length; i++) {
      Caller caller = tickets[i].caller();
      tickets[i].finish(outcomes[i]);
      caller.oneIsDone(tickets[i]);
      if (!callers.contains(caller)) {
        callers.add(caller);
      }
    }
    callers.forEach(Caller::tellProgress);
    tickets[0].lane().leases().release(tickets.length);
  }

  static void abandon(List<Ticket> tickets) {
    for (Ticket ticket : tickets) {
      String message = "its caller or the host was closed before the image was scored";
      finish(ticket, new Failed(FailureCode.ABANDONED, Stage.QUEUE, message, null));
    }
  }
}
