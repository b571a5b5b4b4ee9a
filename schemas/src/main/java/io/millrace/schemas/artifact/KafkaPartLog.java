package io.millrace.schemas.artifact;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic itself; committed records only, since tombstones are written in transactions. */
public final class KafkaPartLog implements PartLog {

  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.MODEL_ARTIFACTS.name(), 0);
  private static final List<TopicPartition> ONLY = List.of(PARTITION);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Consumer<byte[], byte[]> consumer;

  public KafkaPartLog(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", "millrace-artifacts");
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    config.put("max.partition.fetch.bytes", 8 * 1024 * 1024);
    config.put("fetch.max.wait.ms", 50);
    config.put("default.api.timeout.ms", 15_000);
    var bytes = new ByteArrayDeserializer();
    consumer = new KafkaConsumer<>(config, bytes, bytes);
    consumer.assign(ONLY);
  }

  @Override
  public long beginning() {
    return consumer.beginningOffsets(ONLY).getOrDefault(PARTITION, 0L);
  }

  @Override
  public long end() {
    return consumer.endOffsets(ONLY).getOrDefault(PARTITION, 0L);
  }

  @Override
  public void read(long from, long to, Sink sink) throws IOException {
    consumer.seek(PARTITION, from);
    long heard = System.nanoTime();
    while (consumer.position(PARTITION) < to) {
      long before = consumer.position(PARTITION);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to && record.key() != null) {
          sink.record(new String(record.key(), StandardCharsets.UTF_8), record.value());
        }
      }
      if (consumer.position(PARTITION) > before) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
        throw new TimeoutException("The broker does not send the rest of " + PARTITION + ".");
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
