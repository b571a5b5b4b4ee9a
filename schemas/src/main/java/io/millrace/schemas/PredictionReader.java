package io.millrace.schemas;

import io.millrace.avro.Prediction;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads predictions, each once. For one thread.
 *
 * <p>It reads committed records only and drops what {@link RepeatFilter} recognises, so the reader
 * sees each prediction once in either delivery mode of the job.
 */
public final class PredictionReader implements AutoCloseable {

  /** Where reading begins. */
  public enum From {
    START,
    END
  }

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<Prediction> decoder;
  private final RepeatFilter filter = new RepeatFilter();

  public PredictionReader(Endpoints endpoints, From from) {
    this(endpoints, from, Map.of());
  }

  /**
   * Reads with settings of its own.
   *
   * @param clientConfig settings of the Kafka consumer on top of ours (security, for example)
   */
  public PredictionReader(Endpoints endpoints, From from, Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    config.putAll(clientConfig);
    var bytes = new ByteArrayDeserializer();
    this.consumer = new KafkaConsumer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.decoder = new AvroDecoder<>(registry, Prediction.class);
    assign(from);
  }

  private void assign(From from) {
    var infos = consumer.partitionsFor(Topics.PREDICTIONS.name());
    if (infos == null || infos.isEmpty()) {
      close();
      throw new KafkaException(
          "The topic %s does not exist; is the stack up?".formatted(Topics.PREDICTIONS.name()));
    }
    List<TopicPartition> partitions =
        infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    consumer.assign(partitions);
    if (from == From.START) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      // Seeking is lazy: fix the end now, so that nothing published from here on is missed.
      partitions.forEach(consumer::position);
    }
  }

  /**
   * Waits for predictions.
   *
   * @return the predictions that came in, in order per partition; none if nothing came in time
   * @throws io.millrace.schemas.serde.DecodeException if the topic holds something else
   */
  public List<Prediction> poll(Duration timeout) {
    List<Prediction> predictions = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      Prediction prediction = decoder.decode(record.value());
      if (filter.isNew(prediction.getOrigin())) {
        predictions.add(prediction);
      }
    }
    return predictions;
  }

  /** Whether everything that is in the topic now has been returned. */
  public boolean isAtEnd() {
    Set<TopicPartition> partitions = consumer.assignment();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
  }

  /** How many repeats were dropped. */
  public long repeats() {
    return filter.repeats();
  }

  /** Ends a {@link #poll} of another thread with a {@code WakeupException}. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    try {
      consumer.close();
    } finally {
      registry.close();
    }
  }
}
