package io.millrace.registry.topology;

import io.millrace.registry.window.CountingProcessor;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph.
 *
 * <pre>
 * predictions, shadow-predictions, image-dead-letters -> count    one task a partition
 *                                                          | windows, one partition
 * model-commands, model-status ------------------------> decide   one task, with its stores
 *                                                          | model-registry, model-events,
 *                                                            model-status (tombstones of lost hosts)
 * </pre>
 */
public final class RegistryTopology {

  private static final String DECIDE = "decide";
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

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
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(store(Desk.MODELS, BYTES));
    builder.addStateStore(store(Desk.HOSTS, BYTES));
    builder.addStateStore(store(Desk.SEEN, Serdes.Long()));
    builder.addStateStore(store(Desk.EVIDENCE, BYTES));
    builder.addStateStore(store(Desk.WINDOWS, BYTES));
    builder.stream(
            List.of(Topics.MODEL_COMMANDS.name(), Topics.MODEL_STATUS.name()),
            from(AutoOffsetReset.earliest()))
        .merge(windows(builder, registry))
        .process(
            () -> new RegistryProcessor(registry, statusEnd, guardsService),
            Named.as(DECIDE),
            Desk.MODELS,
            Desk.HOSTS,
            Desk.SEEN,
            Desk.EVIDENCE,
            Desk.WINDOWS);
    var bytes = new ByteArraySerializer();
    return builder
        .build()
        .addSink(Desk.TO_REGISTRY, Topics.MODEL_REGISTRY.name(), bytes, bytes, DECIDE)
        .addSink(Desk.TO_EVENTS, Topics.MODEL_EVENTS.name(), bytes, bytes, DECIDE)
        .addSink(Desk.TO_STATUS, Topics.MODEL_STATUS.name(), bytes, bytes, DECIDE);
  }

  /** What all partitions have counted. At the first start old predictions are not counted. */
  private static KStream<byte[], byte[]> windows(StreamsBuilder builder, SchemaRegistry registry) {
    return builder.stream(CountingProcessor.TOPICS, from(AutoOffsetReset.latest()))
        .process(() -> new CountingProcessor(registry), Named.as("count"))
        .repartition(
            Repartitioned.<byte[], byte[]>as("windows")
                .withKeySerde(BYTES)
                .withValueSerde(BYTES)
                .withNumberOfPartitions(1));
  }

  private static Consumed<byte[], byte[]> from(AutoOffsetReset reset) {
    return Consumed.with(BYTES, BYTES)
        .withTimestampExtractor(TIMESTAMPS)
        .withOffsetResetPolicy(reset);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), values);
  }
}
