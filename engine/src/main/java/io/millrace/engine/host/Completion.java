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
    ticket.caller().areDone(1, ticket.bytes(), false);
    ticket.lane().leases().release(1);
  }

  /**
   * Ends the images of one batch, which share a lane, and tells each caller at most once.
   *
   * @param others whether more images wait in the lane
   */
  static void finish(Ticket[] tickets, Outcome[] outcomes, boolean others) {
    Caller first = tickets[0].caller();
    boolean shared = false;
    int images = 0;
    long bytes = 0;
    for (int i = 0; i < tickets.length; i++) {
      tickets[i].finish(outcomes[i]);
      if (tickets[i].caller() == first) {
        images++;
        bytes += tickets[i].bytes();
      } else {
        shared = true;
      }
    }
    first.areDone(images, bytes, others);
    if (shared) {
      tellOthers(tickets, first, others);
    }
    tickets[0].lane().leases().release(tickets.length);
  }

  private static void tellOthers(Ticket[] tickets, Caller first, boolean others) {
    List<Caller> told = new ArrayList<>();
    told.add(first);
    for (Ticket ticket : tickets) {
      Caller caller = ticket.caller();
      if (!told.contains(caller)) {
        told.add(caller);
        int images = 0;
        long bytes = 0;
        for (Ticket each : tickets) {
          images += each.caller() == caller ? 1 : 0;
          bytes += each.caller() == caller ? each.bytes() : 0;
        }
        caller.areDone(images, bytes, others);
      }
    }
  }

  static void abandon(List<Ticket> tickets) {
    for (Ticket ticket : tickets) {
      String message = "its caller or the host was closed before the image was scored";
      finish(ticket, new Failed(FailureCode.ABANDONED, Stage.QUEUE, message, null));
    }
  }
}
