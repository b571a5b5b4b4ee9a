package io.millrace.job.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks for a record among the committed ones of a topic.
 *
 * <p>From the first record of at least its timestamp to the last stable offset: what one task
 * writes to a partition later lies behind it, so that an open transaction hides nothing.
 */
final class CommittedRecords implements GuardedCommitter.Outcome {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String topic;
  private final Map<String, Object> config = new HashMap<>();

  CommittedRecords(String topic, String bootstrapServers) {
    this.topic = topic;
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
  }

  @Override
  public boolean isVisible(Fingerprint record) throws IOException {
    var bytes = new ByteArrayDeserializer();
    // Rare enough for a consumer of its own.
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      return find(consumer, record);
    } catch (KafkaException e) {
      throw new IOException(
          "Whether a transaction was committed cannot be read from %s: %s"
              .formatted(topic, e.getMessage()),
          e);
    }
  }

  private boolean find(Consumer<byte[], byte[]> consumer, Fingerprint wanted) throws IOException {
    var partition = new TopicPartition(topic, wanted.partition());
    consumer.assign(List.of(partition));
    OffsetAndTimestamp start =
        consumer.offsetsForTimes(Map.of(partition, wanted.timestamp())).get(partition);
    if (start == null) {
      return false;
    }
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    consumer.seek(partition, start.offset());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (wanted.equals(print(record))) {
          return true;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Partition %s could not be read to offset %d in a minute.".formatted(partition, end));
      }
    }
    return false;
  }

  private static Fingerprint print(ConsumerRecord<byte[], byte[]> record) {
    return Fingerprint.of(record.partition(), record.timestamp(), record.key(), record.value());
  }
}
