package io.millrace.registry.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.registry.decision.Evidence;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the windows have said of each model, as JSON: nobody but this program reads it, and what a
 * later release cannot read it may forget.
 */
final class EvidenceStore {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceStore.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, Evidence> known = new HashMap<>();

  EvidenceStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  Evidence get(String model) {
    Evidence cached = known.get(model);
    return cached == null ? read(model) : cached;
  }

  private Evidence read(String model) {
    byte[] stored = store.get(model);
    return stored == null ? Evidence.NONE : decode(model, stored);
  }

  static Evidence decode(String model, byte[] stored) {
    try {
      return JSON.readValue(stored, Evidence.class);
    } catch (IOException e) {
      LOG.warn(
          "The stored evidence of {} cannot be read, its guards start anew: {}",
          model,
          e.getMessage());
      return Evidence.NONE;
    }
  }

  void put(String model, Evidence evidence) {
    try {
      store.put(model, JSON.writeValueAsBytes(evidence));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and lists are always JSON.", e);
    }
    known.put(model, evidence);
  }
}
