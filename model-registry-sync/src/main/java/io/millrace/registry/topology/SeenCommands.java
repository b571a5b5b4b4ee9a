package io.millrace.registry.topology;

import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of the last commands, so that one that was sent twice is carried out once.
 *
 * <p>Bounded: a command that comes again after a thousand others is taken for a new one, and then
 * the rules themselves, which are idempotent or refuse, stand in its way.
 */
final class SeenCommands {

  static final int REMEMBERED = 1_000;

  private final KeyValueStore<String, Long> store;
  private final TreeMap<Long, String> byAge = new TreeMap<>();

  SeenCommands(KeyValueStore<String, Long> store) {
    this.store = store;
    try (KeyValueIterator<String, Long> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, Long> entry = all.next();
        byAge.put(entry.value, entry.key);
      }
    }
  }

  /**
   * Remembers an id.
   *
   * @return whether it is new
   */
  boolean add(String id) {
    if (store.get(id) != null) {
      return false;
    }
    long age = byAge.isEmpty() ? 0 : byAge.lastKey() + 1;
    store.put(id, age);
    byAge.put(age, id);
    if (byAge.size() > REMEMBERED) {
      store.delete(byAge.pollFirstEntry().getValue());
    }
    return true;
  }
}
