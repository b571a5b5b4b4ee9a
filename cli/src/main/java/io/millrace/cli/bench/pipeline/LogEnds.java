package io.millrace.cli.bench.pipeline;

import io.millrace.schemas.Endpoints;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far a topic is written, asked from the calling thread. For one thread. */
final class LogEnds implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  LogEnds(Endpoints endpoints, String topic) {
    var bytes = new ByteArrayDeserializer();
    consumer = new KafkaConsumer<>(endpoints.kafka(), bytes, bytes);
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    // It would complain of answers about what it does not read.
    consumer.assign(partitions);
  }

  /** Offset behind the last record of each partition. */
  Map<TopicPartition, Long> now() {
    return consumer.endOffsets(partitions);
  }

  /** Records ever written to it. */
  long records() {
    return now().values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
