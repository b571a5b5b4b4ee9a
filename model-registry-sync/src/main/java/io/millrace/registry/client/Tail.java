package io.millrace.registry.client;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Goes on reading the partitions that its consumer is assigned, committed records only. Where the
 * schema registry holds a record up, it and all after it are read again the next time.
 */
final class Tail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Consumer<byte[], byte[]> consumer;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader;

  /**
   * Reads from where the consumer stands.
   *
   * @param reader takes each record; may throw {@link RegistryUnavailableException}
   */
  Tail(
      Consumer<byte[], byte[]> consumer,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    this.consumer = consumer;
    this.reader = reader;
  }

  /** A consumer that belongs to no group and commits nothing. */
  static Consumer<byte[], byte[]> consumer(Endpoints endpoints, String clientId) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", clientId);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    config.put("fetch.max.wait.ms", 50);
    config.put("default.api.timeout.ms", 15_000);
    var bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(config, bytes, bytes);
  }

  /**
   * Reads to the end, as it is when this is called.
   *
   * @throws TimeoutException if the broker does not answer
   * @throws RegistryUnavailableException if the schema registry does not
   */
  void refresh() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long start = System.nanoTime();
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      if (System.nanoTime() - start >= SILENCE.toNanos() && poll(POLL) == 0) {
        throw new TimeoutException("The broker does not send the rest of the model topics.");
      }
      poll(POLL);
    }
  }

  /** Reads what is there, waiting so long for the first record of it. */
  int poll(Duration atMost) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(atMost);
    Map<TopicPartition, Long> untaken = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      untaken.put(partition, records.records(partition).get(0).offset());
    }
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        reader.accept(record);
        untaken.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
    } catch (RegistryUnavailableException e) {
      untaken.forEach(consumer::seek);
      throw e;
    }
    return records.count();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
