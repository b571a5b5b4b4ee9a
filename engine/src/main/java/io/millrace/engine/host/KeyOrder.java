package io.millrace.engine.host;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Gives tickets out in the order in which they were put in, key by key: one key's slow image does
 * not hold up another key's. For one thread, as a caller's own thread is.
 *
 * @param <K> a key with equals and hashCode, for example a source of images
 */
public final class KeyOrder<K> {

  private final Map<K, ArrayDeque<Ticket>> waiting = new LinkedHashMap<>();
  private int size;

  public void add(K key, Ticket ticket) {
    waiting.computeIfAbsent(key, k -> new ArrayDeque<>()).add(ticket);
    size++;
  }

  /** Tickets that were put in and not given out. */
  public int size() {
    return size;
  }

  /** Gives out every ticket that is done and has no earlier one of its key before it. */
  public void drain(BiConsumer<? super K, ? super Ticket> sink) {
    Iterator<Map.Entry<K, ArrayDeque<Ticket>>> keys = waiting.entrySet().iterator();
    while (keys.hasNext()) {
      Map.Entry<K, ArrayDeque<Ticket>> key = keys.next();
      ArrayDeque<Ticket> tickets = key.getValue();
      for (Ticket head = tickets.peek(); head != null && head.done(); head = tickets.peek()) {
        tickets.remove();
        size--;
        sink.accept(key.getKey(), head);
      }
      if (tickets.isEmpty()) {
        keys.remove();
      }
    }
  }
}
