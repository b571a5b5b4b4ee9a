package io.millrace.tests.trial;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topic;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic from its start, records without a value among its records. For one thread.
 *
 * @param <T> what its values are
 */
final class TopicTail<T extends SpecificRecord> implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<T> decoder;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  TopicTail(Endpoints endpoints, Topic<T> topic, Class<T> type) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    var bytes = new ByteArrayDeserializer();
    this.consumer = new KafkaConsumer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.decoder = new AvroDecoder<>(registry, type);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Everything that lies there now, in order within each partition. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(records::add);
    }
    return List.copyOf(records);
  }

  /** The values of all that lies there now and has one. */
  List<T> values() {
    return records().stream()
        .map(ConsumerRecord::value)
        .filter(Objects::nonNull)
        .map(decoder::decode)
        .toList();
  }

  @Override
  public void close() {
    consumer.close();
    registry.close();
  }
}
