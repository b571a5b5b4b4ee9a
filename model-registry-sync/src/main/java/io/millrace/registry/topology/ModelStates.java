package io.millrace.registry.topology;

import io.millrace.avro.ModelState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What is true of each model: the store, with the decoded states at hand. */
final class ModelStates {

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, ModelState> states = new TreeMap<>();

  ModelStates(KeyValueStore<String, byte[]> store, Codec<ModelState> codec) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        states.put(entry.key, codec.decode(entry.value));
      }
    }
  }

  @Nullable ModelState get(String model) {
    return states.get(model);
  }

  /** Sequence of a model's state; 0: nothing is known of it. */
  long sequence(String model) {
    ModelState state = states.get(model);
    return state == null ? 0 : state.getSequence();
  }

  Collection<ModelState> all() {
    return List.copyOf(states.values());
  }

  /** Keeps a state; {@code encoded} are the bytes that go to the topic too. */
  void put(ModelState state, byte[] encoded) {
    store.put(state.getModel(), encoded);
    states.put(state.getModel(), state);
  }

  /** Names of the models that have a version in staging or on trial. */
  Collection<String> underWay() {
    return states.keySet().stream().filter(this::isUnderWay).toList();
  }

  boolean isUnderWay(String model) {
    ModelState state = states.get(model);
    return state != null && (state.getStaging() != null || state.getCandidate() != null);
  }
}
