package io.millrace.schemas;

import io.millrace.avro.Prediction;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
 * sees each prediction once in either delivery mode of the job. It reads the partitions that the
 * topic has when it is made.
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

  /** Fetched and not decoded yet: a failure in the middle of a fetch loses nothing. */
  private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

  public PredictionReader(Endpoints endpoints, From from) {
    this(endpoints, from, Map.of());
  }

  /**
   * Reads with settings of its own.
   *
   * @param clientConfig settings of the Kafka consumer (security, for example); what the promises
   *     of this class rest on is not changed by them
   */
  public PredictionReader(Endpoints endpoints, From from, Map<String, Object> clientConfig) {
    this(
        new SchemaRegistry(endpoints.registryUrl()),
        endpoints,
        Topics.PREDICTIONS.name(),
        from,
        clientConfig);
  }

  /** Reads another topic, the output of a reprocessing for example. */
  public static PredictionReader of(Endpoints endpoints, String topic, From from) {
    return new PredictionReader(
        new SchemaRegistry(endpoints.registryUrl()), endpoints, topic, from, Map.of());
  }

  /** The registry first: it holds nothing yet, so nothing is left open if Kafka's client fails. */
  private PredictionReader(
      SchemaRegistry registry,
      Endpoints endpoints,
      String topic,
      From from,
      Map<String, Object> clientConfig) {
    this(consumer(endpoints, clientConfig), registry, topic, from);
  }

  /** Reads with clients that it closes in the end, or at once if it cannot begin. */
  PredictionReader(Consumer<byte[], byte[]> consumer, SchemaRegistry registry, From from) {
    this(consumer, registry, Topics.PREDICTIONS.name(), from);
  }

  private PredictionReader(
      Consumer<byte[], byte[]> consumer, SchemaRegistry registry, String topic, From from) {
    this.consumer = consumer;
    this.registry = registry;
    this.decoder = new AvroDecoder<>(registry, Prediction.class);
    try {
      assign(topic, from);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Consumer<byte[], byte[]> consumer(
      Endpoints endpoints, Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.putAll(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    var bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(config, bytes, bytes);
  }

  private void assign(String topic, From from) {
    var infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new KafkaException("The topic %s does not exist; is the stack up?".formatted(topic));
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
   * @throws DecodeException if the topic holds something else; the next call goes on behind it
   * @throws io.millrace.schemas.serde.RegistryUnavailableException if a schema cannot be asked for;
   *     the next call asks again
   */
  public List<Prediction> poll(Duration timeout) {
    if (fetched.isEmpty()) {
      consumer.poll(timeout).forEach(fetched::add);
    }
    List<Prediction> predictions = new ArrayList<>();
    while (!fetched.isEmpty()) {
      try {
        Prediction prediction = decoder.decode(fetched.element().value());
        if (filter.isNew(prediction.getOrigin())) {
          predictions.add(prediction);
        }
        fetched.remove();
      } catch (RuntimeException e) {
        if (predictions.isEmpty()) {
          throw e instanceof DecodeException bad ? located(bad, fetched.remove()) : e;
        }
        return predictions; // The next call meets the same record first, and throws.
      }
    }
    return predictions;
  }

  private static DecodeException located(DecodeException e, ConsumerRecord<?, ?> record) {
    return new DecodeException(
        e.code(),
        "%s-%d at offset %d: %s"
            .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
        e);
  }

  /**
   * Whether everything that is in the topic now has been returned; of what transactions wrote, only
   * the committed part counts.
   */
  public boolean isAtEnd() {
    if (!fetched.isEmpty()) {
      return false;
    }
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
