package io.millrace.registry.client;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is true of the models, and what was decided. For one thread.
 *
 * <p>It reads both topics from the start to their ends when it is first asked, and goes on from
 * there each time; committed records only.
 */
public final class RegistryView implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryView.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final TopicPartition REGISTRY =
      new TopicPartition(Topics.MODEL_REGISTRY.name(), 0);
  private static final TopicPartition EVENTS = new TopicPartition(Topics.MODEL_EVENTS.name(), 0);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<ModelState> states;
  private final AvroDecoder<ModelEvent> events;
  private final SortedMap<String, ModelState> models = new TreeMap<>();
  private final List<ModelEvent> history = new ArrayList<>();

  public RegistryView(Endpoints endpoints) {
    this(consumer(endpoints), new SchemaRegistry(endpoints.registryUrl()));
  }

  RegistryView(Consumer<byte[], byte[]> consumer, SchemaRegistry registry) {
    this.consumer = consumer;
    this.registry = registry;
    this.states = new AvroDecoder<>(registry, ModelState.class);
    this.events = new AvroDecoder<>(registry, ModelEvent.class);
    List<TopicPartition> both = List.of(REGISTRY, EVENTS);
    consumer.assign(both);
    consumer.seekToBeginning(both);
  }

  private static Consumer<byte[], byte[]> consumer(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", "millrace-registry-view");
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
   * The models as they are now, by name.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
   * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry does not
   */
  public SortedMap<String, ModelState> models() {
    refresh();
    return Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /** Every decision so far, the oldest first, of all models. */
  public List<ModelEvent> history() {
    refresh();
    return List.copyOf(history);
  }

  /**
   * Waits for what comes of a command.
   *
   * @param progress told of each decision about any model that comes in while waiting
   * @return pending where nothing final was decided in time
   */
  public Outcome await(
      UUID commandId, Duration timeout, java.util.function.Consumer<ModelEvent> progress) {
    long start = System.nanoTime();
    int told = history.size();
    while (true) {
      poll();
      history.subList(told, history.size()).forEach(progress);
      told = history.size();
      Outcome outcome = Outcome.of(commandId.toString(), history);
      boolean late = System.nanoTime() - start >= timeout.toNanos();
      if (late || !(outcome instanceof Outcome.Pending)) {
        return outcome;
      }
    }
  }

  private void refresh() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(REGISTRY, EVENTS));
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      poll();
    }
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      try {
        take(record);
      } catch (DecodeException e) {
        LOG.warn(
            "The record at {}-{} offset {} is not ours and is left out: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            e.getMessage());
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(EVENTS.topic())) {
      history.add(events.decode(record.value()));
      return;
    }
    ModelState state = states.decode(record.value());
    models.merge(
        state.getModel(),
        state,
        (known, read) -> read.getSequence() < known.getSequence() ? known : read);
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
