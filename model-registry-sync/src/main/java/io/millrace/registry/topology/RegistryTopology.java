package io.millrace.registry.topology;

import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph: two topics in, one processor with its stores; out come states and events, and
 * tombstones of hosts that ended without a word and of files that no version needs.
 */
public final class RegistryTopology {

  // Streams ends the thread where a record has no timestamp; here it counts as old.
  private static final TimestampExtractor TIMESTAMPS =
      (record, partitionTime) -> Math.max(record.timestamp(), 0);

  private RegistryTopology() {}

  /**
   * Builds it.
   *
   * @param registry stays the caller's
   * @param statusEnd end offset of {@code model-status} now; asked at each start of the task
   * @param guardsService whether a version in service is rolled back by itself where more than 1 %
   *     of its outputs are not finite
   */
  public static Topology build(
      SchemaRegistry registry, LongSupplier statusEnd, boolean guardsService) {
    var bytesIn = new ByteArrayDeserializer();
    var bytesOut = new ByteArraySerializer();
    String processor = "decide";
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            "from-model-commands",
            TIMESTAMPS,
            bytesIn,
            bytesIn,
            Topics.MODEL_COMMANDS.name())
        .addSource(
            AutoOffsetReset.earliest(),
            "from-model-status",
            TIMESTAMPS,
            bytesIn,
            bytesIn,
            Topics.MODEL_STATUS.name())
        .addProcessor(
            processor,
            () -> new RegistryProcessor(registry, statusEnd, guardsService),
            "from-model-commands",
            "from-model-status")
        .addStateStore(store(Desk.MODELS, Serdes.ByteArray()), processor)
        .addStateStore(store(Desk.HOSTS, Serdes.ByteArray()), processor)
        .addStateStore(store(Desk.SEEN, Serdes.Long()), processor)
        .addStateStore(store(Desk.EVIDENCE, Serdes.ByteArray()), processor)
        .addSink(Desk.TO_REGISTRY, Topics.MODEL_REGISTRY.name(), bytesOut, bytesOut, processor)
        .addSink(Desk.TO_EVENTS, Topics.MODEL_EVENTS.name(), bytesOut, bytesOut, processor)
        .addSink(Desk.TO_STATUS, Topics.MODEL_STATUS.name(), bytesOut, bytesOut, processor)
        .addSink(Desk.TO_ARTIFACTS, Topics.MODEL_ARTIFACTS.name(), bytesOut, bytesOut, processor);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), values);
  }
}
