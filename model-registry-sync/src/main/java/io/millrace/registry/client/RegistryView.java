package io.millrace.registry.client;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.RegistrySequence;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
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

  private static final List<TopicPartition> BOTH = List.of(REGISTRY, EVENTS);

  private final Tail tail;
  private final SchemaRegistry registry;
  private final AvroDecoder<ModelState> states;
  private final AvroDecoder<ModelEvent> events;
  private final SortedMap<String, ModelState> models = new TreeMap<>();
  private final List<ModelEvent> history = new ArrayList<>();

  public RegistryView(Endpoints endpoints) {
    this(
        Tail.consumer(endpoints, "millrace-registry-view"),
        new SchemaRegistry(endpoints.registryUrl()),
        BOTH);
  }

  /** Of the models alone: its history stays empty, and no time goes into reading it. */
  public static RegistryView ofModels(Endpoints endpoints) {
    return new RegistryView(
        Tail.consumer(endpoints, "millrace-registry-models"),
        new SchemaRegistry(endpoints.registryUrl()),
        List.of(REGISTRY));
  }

  RegistryView(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry) {
    this(consumer, registry, BOTH);
  }

  private RegistryView(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      List<TopicPartition> partitions) {
    this.registry = registry;
    this.states = new AvroDecoder<>(registry, ModelState.class);
    this.events = new AvroDecoder<>(registry, ModelEvent.class);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.tail = new Tail(consumer, this::take);
  }

  /**
   * The models as they are now, by name.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
   * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry does not
   */
  public SortedMap<String, ModelState> models() {
    tail.refresh();
    return Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /** Every decision so far, the oldest first, of all models. */
  public List<ModelEvent> history() {
    tail.refresh();
    return List.copyOf(history);
  }

  /**
   * Waits for what comes of a command.
   *
   * @param progress told of what is decided about the model, from the command's first event on
   * @return pending where nothing final was decided in time
   */
  public Outcome await(UUID commandId, Duration timeout, Consumer<ModelEvent> progress) {
    long start = System.nanoTime();
    String id = commandId.toString();
    @Nullable ModelEvent first = null;
    int seen = 0;
    while (true) {
      tail.poll(POLL);
      for (ModelEvent event : history.subList(seen, history.size())) {
        first = first == null && id.equals(event.getCommandId()) ? event : first;
        if (first != null && first.getModel().equals(event.getModel())) {
          progress.accept(event);
        }
      }
      seen = history.size();
      Outcome outcome = Outcome.of(id, history);
      boolean late = System.nanoTime() - start >= timeout.toNanos();
      if (late || !(outcome instanceof Outcome.Pending)) {
        return outcome;
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(EVENTS.topic())) {
        history.add(events.decode(record.value()));
      } else {
        take(states.decode(record.value()));
      }
    } catch (DecodeException e) {
      LOG.warn(
          "The record at {}-{} offset {} is not ours and is left out: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void take(ModelState read) {
    if (!RegistrySequence.isPossible(read.getSequence())) {
      LOG.warn(
          "A state of {} has the impossible sequence {} and is left out.",
          read.getModel(),
          read.getSequence());
      return;
    }
    models.merge(
        read.getModel(),
        read,
        (known, next) -> next.getSequence() < known.getSequence() ? known : next);
  }

  @Override
  public void close() {
    try {
      tail.close();
    } finally {
      registry.close();
    }
  }
}
