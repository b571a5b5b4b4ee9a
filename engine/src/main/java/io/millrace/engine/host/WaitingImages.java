package io.millrace.engine.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The images of a lane that nobody has begun to decode, in order. */
final class WaitingImages {

  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
  private long nextSequence = 1;

  void add(Ticket ticket) {
    ticket.sequence = nextSequence++;
    queue.add(ticket);
  }

  /** Puts images back to where they stood, before all that came after them. */
  void putBack(List<Ticket> tickets) {
    List<Ticket> newestFirst = new ArrayList<>(tickets);
    newestFirst.sort(Comparator.comparingLong((Ticket ticket) -> ticket.sequence).reversed());
    newestFirst.forEach(queue::addFirst);
  }

  @Nullable Ticket peek() {
    return queue.peek();
  }

  Ticket remove() {
    return queue.remove();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** The place in the lane's order of the last image of a caller; 0: it has none here. */
  long lastOf(Caller caller) {
    long last = 0;
    for (Ticket ticket : queue) {
      if (ticket.caller() == caller) {
        last = ticket.sequence;
      }
    }
    return last;
  }

  /** Takes out the images that are meant. */
  List<Ticket> removeAll(Predicate<Ticket> which) {
    List<Ticket> removed = new ArrayList<>();
    queue.removeIf(ticket -> which.test(ticket) && removed.add(ticket));
    return removed;
  }
}
