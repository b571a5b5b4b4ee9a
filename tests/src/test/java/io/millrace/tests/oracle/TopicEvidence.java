package io.millrace.tests.oracle;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics from their starts; committed records only. For one thread.
 *
 * <p>Unlike a {@code PredictionReader} it drops nothing: repeats are what is looked for.
 */
public final class TopicEvidence implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final List<Topic<?>> TOPICS =
      List.of(Topics.IMAGES, Topics.PREDICTIONS, Topics.IMAGE_DEAD_LETTERS, Topics.MODEL_REGISTRY);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<ImageEvent> events;
  private final AvroDecoder<Prediction> predictions;
  private final AvroDecoder<ModelState> models;
  private final List<Input> images = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<ModelState> states = new ArrayList<>();

  /** All that lies in the topics. */
  public TopicEvidence(Endpoints endpoints) {
    this(endpoints, Map.of());
  }

  /**
   * What came after a moment.
   *
   * @param from where the topics ended at that moment; one that has less now was made anew
   */
  public TopicEvidence(Endpoints endpoints, Map<TopicPartition, Long> from) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    config.put("fetch.max.wait.ms", 20);
    var bytes = new ByteArrayDeserializer();
    this.consumer = new KafkaConsumer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.events = new AvroDecoder<>(registry, ImageEvent.class);
    this.predictions = new AvroDecoder<>(registry, Prediction.class);
    this.models = new AvroDecoder<>(registry, ModelState.class);
    List<TopicPartition> partitions =
        TOPICS.stream()
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    from.forEach(
        (partition, offset) -> {
          if (offset <= ends.getOrDefault(partition, -1L)) {
            consumer.seek(partition, offset);
          }
        });
  }

  /** Where the topics of images and outcomes end now. */
  public Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    ends.keySet().removeIf(partition -> partition.topic().equals(Topics.MODEL_REGISTRY.name()));
    return ends;
  }

  /** A topic was made anew: it is read from its beginning, and what it held before stays known. */
  public void startOver(String topic) {
    consumer.seekToBeginning(
        consumer.assignment().stream()
            .filter(partition -> partition.topic().equals(topic))
            .toList());
  }

  /** Everything that lies in the topics now. */
  public Evidence read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(this::take);
    }
    return new Evidence(List.copyOf(images), List.copyOf(outcomes), List.copyOf(states));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(Topics.IMAGES.name())) {
      images.add(new Input(record, event(record)));
    } else if (record.topic().equals(Topics.MODEL_REGISTRY.name())) {
      states.add(models.decode(record.value()));
    } else {
      outcomes.add(outcome(record));
    }
  }

  private @Nullable ImageEvent event(ConsumerRecord<byte[], byte[]> record) {
    try {
      return events.decode(record.value());
    } catch (DecodeException e) {
      return null; // Records that are no image events are part of the trial.
    }
  }

  private Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(Topics.PREDICTIONS.name())) {
        return new Outcome.Scored(record, predictions.decode(record.value()));
      }
      Position origin =
          new Position(
              Integer.parseInt(header(record, DeadLetter.PARTITION)),
              Long.parseLong(header(record, DeadLetter.OFFSET)));
      return new Outcome.DeadLettered(record, origin, header(record, DeadLetter.CODE));
    } catch (DecodeException | NumberFormatException e) {
      return new Outcome.Torn(
          record, "%s %s: %s".formatted(record.topic(), Position.of(record), e.getMessage()));
    }
  }

  /** Text of a header; empty where there is none. */
  public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
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
