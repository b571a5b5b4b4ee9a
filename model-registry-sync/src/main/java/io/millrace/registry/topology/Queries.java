package io.millrace.registry.topology;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelState;
import io.millrace.registry.decision.Evidence;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stores of the running program from other threads: those of the task that decides, or
 * the copy that a standby keeps of them. One question at a time.
 */
public final class Queries {

  /** This instance has no copy of the stores now; the message says so. */
  public static final class NotHereException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotHereException(InvalidStateStoreException cause) {
      super(
          "This instance has no copy of the registry's state now: it is starting or moving, or"
              + " another instance decides and --standby-replicas keeps no copy here.",
          cause);
    }
  }

  /**
   * A host, as it was heard last.
   *
   * @param heardAt by the clock of the instance that decides
   * @param isAlive by the clock of this one
   */
  public record Host(HostStatus status, Instant heardAt, boolean isAlive) {}

  // Behind the last record of a changelog stands the marker of its transaction.
  private static final long MARKER = 1;

  private final KafkaStreams streams;
  private final AvroDecoder<ModelState> states;
  private final AvroDecoder<HostStatus> statuses;
  private boolean caughtUp;

  /** Both stay the caller's. */
  public Queries(KafkaStreams streams, SchemaRegistry registry) {
    this.streams = streams;
    this.states = new AvroDecoder<>(registry, ModelState.class);
    this.statuses = new AvroDecoder<>(registry, HostStatus.class);
  }

  /** What keeps this instance from answering, in one sentence. */
  public synchronized Optional<String> problem() {
    try {
      store(Desk.MODELS);
    } catch (NotHereException e) {
      caughtUp = false;
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (!caughtUp) {
      long behind =
          streams.allLocalStorePartitionLags().getOrDefault(Desk.MODELS, Map.of()).values().stream()
              .mapToLong(lag -> lag.offsetLag())
              .sum();
      caughtUp = behind <= MARKER;
      if (!caughtUp) {
        return Optional.of(
            "The copy of the registry's state is %d records behind.".formatted(behind));
      }
    }
    return Optional.empty();
  }

  /** What is true of each model, by name. */
  public synchronized List<ModelState> models() {
    return all(Desk.MODELS, (model, stored) -> states.decode(stored));
  }

  /** What is true of a model; null if nothing is known of it. */
  public synchronized @Nullable ModelState model(String name) {
    byte[] stored = get(Desk.MODELS, name);
    return stored == null ? null : states.decode(stored);
  }

  /** What the windows have said of a model. */
  public synchronized Evidence evidence(String model) {
    byte[] stored = get(Desk.EVIDENCE, model);
    return stored == null ? Evidence.NONE : EvidenceStore.decode(model, stored);
  }

  /** The hosts that have reported and not said that they end. */
  public synchronized List<Host> hosts(Instant now) {
    return all(
        Desk.HOSTS,
        (name, stored) -> {
          LiveHosts.Heard heard = LiveHosts.Heard.read(stored, statuses::decode);
          return new Host(heard.status(), heard.at(), heard.isAlive(now));
        });
  }

  private byte @Nullable [] get(String store, String key) {
    try {
      return store(store).get(key);
    } catch (InvalidStateStoreException e) {
      throw new NotHereException(e);
    }
  }

  private <T> List<T> all(String store, BiFunction<String, byte[], T> read) {
    List<T> values = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = store(store).all()) {
      while (entries.hasNext()) {
        KeyValue<String, byte[]> entry = entries.next();
        values.add(read.apply(entry.key, entry.value));
      }
    } catch (InvalidStateStoreException e) {
      throw new NotHereException(e);
    }
    return values;
  }

  private ReadOnlyKeyValueStore<String, byte[]> store(String name) {
    try {
      return streams.store(
          StoreQueryParameters.fromNameAndType(
                  name, QueryableStoreTypes.<String, byte[]>keyValueStore())
              .enableStaleStores());
    } catch (InvalidStateStoreException e) {
      throw new NotHereException(e);
    }
  }
}
