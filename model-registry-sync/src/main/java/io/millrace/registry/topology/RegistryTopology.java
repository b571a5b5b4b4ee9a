package io.millrace.registry.topology;

import io.millrace.registry.window.CountingProcessor;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.List;
import java.util.function.Function;
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
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph.
 *
 * <pre>
 * predictions, shadow-predictions, image-dead-letters -> count    one task a partition
 *                                                          | windows, one partition
 * model-commands, model-status ------------------------> decide   one task, with its stores
 *                                                          | model-registry, model-events,
 *                                                            model-status (tombstones of lost hosts),
 *                                                            model-artifacts (of unneeded files)
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
   * @param start what Kafka holds at each start of the task that decides
   * @param guardsService whether a version in service is rolled back by itself where more than 1 %
   *     of its outputs are not finite
   */
  public static Topology build(SchemaRegistry registry, TaskStart start, boolean guardsService) {
    return build(
        () -> new RegistryProcessor(registry, start, guardsService),
        () -> new CountingProcessor(registry),
        Stores::persistentKeyValueStore);
  }

  /** With stores of another kind. */
  static Topology build(
      ProcessorSupplier<byte[], byte[], byte[], byte[]> decide,
      ProcessorSupplier<byte[], byte[], byte[], byte[]> count,
      Function<String, KeyValueBytesStoreSupplier> stores) {
    StreamsBuilder builder = new StreamsBuilder();
    for (String name : List.of(Desk.MODELS, Desk.HOSTS, Desk.EVIDENCE, Desk.WINDOWS)) {
      builder.addStateStore(
          Stores.keyValueStoreBuilder(stores.apply(name), Serdes.String(), BYTES));
    }
    builder.addStateStore(
        Stores.keyValueStoreBuilder(stores.apply(Desk.SEEN), Serdes.String(), Serdes.Long()));
    builder.stream(
            List.of(Topics.MODEL_COMMANDS.name(), Topics.MODEL_STATUS.name()),
            from(AutoOffsetReset.earliest()))
        .merge(windows(builder, count))
        .process(
            decide,
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
        .addSink(Desk.TO_STATUS, Topics.MODEL_STATUS.name(), bytes, bytes, DECIDE)
        .addSink(Desk.TO_ARTIFACTS, Topics.MODEL_ARTIFACTS.name(), bytes, bytes, DECIDE);
  }

  /** What all partitions have counted. At the first start old predictions are not counted. */
  private static KStream<byte[], byte[]> windows(
      StreamsBuilder builder, ProcessorSupplier<byte[], byte[], byte[], byte[]> count) {
    return builder.stream(CountingProcessor.TOPICS, from(AutoOffsetReset.latest()))
        .process(count, Named.as("count"))
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
}
