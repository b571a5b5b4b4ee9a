package io.millrace.engine.host;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Images on their way from the callers to whoever holds the dispatcher's lock next. To put one in
 * takes no lock, so that a caller never waits for a worker.
 */
final class Inbox {

  /** The newest; each knows the one before it. */
  private final AtomicReference<@Nullable Ticket> newest = new AtomicReference<>();

  void add(Ticket ticket) {
    do {
      ticket.before = newest.get();
    } while (!newest.compareAndSet(ticket.before, ticket));
  }

  boolean isEmpty() {
    return newest.get() == null;
  }

  /** Hands all of them over in the order in which they were added. */
  void drain(Consumer<Ticket> sink) {
    if (isEmpty()) {
      return;
    }
    Ticket oldest = null;
    for (Ticket each = newest.getAndSet(null); each != null; ) {
      Ticket before = each.before;
      each.before = oldest;
      oldest = each;
      each = before;
    }
    while (oldest != null) {
      Ticket next = oldest.before;
      oldest.before = null;
      sink.accept(oldest);
      oldest = next;
    }
  }
}
