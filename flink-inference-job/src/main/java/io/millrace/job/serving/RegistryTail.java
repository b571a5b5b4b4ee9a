package io.millrace.job.serving;

import io.millrace.avro.ModelState;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code model-registry} from the start to the end, then follows it. It is the body of one
 * thread, which alone calls the listener. A topic that is missing, may not be read or does not
 * answer is waited for: until then nothing is caught up, and no image is taken.
 */
final class RegistryTail implements Runnable, AutoCloseable {

  /** What the tail finds. */
  interface Listener {
    /** A state of a model; older ones than were seen before may come again. */
    void onState(ModelState state);

    /**
     * Called a few times a second.
     *
     * @param caughtUp whether everything that was there at the start has been read
     */
    void onPolled(boolean caughtUp);

    /** The tail cannot go on. */
    void onFailure(Throwable cause);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RegistryTail.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final TopicPartition REGISTRY =
      new TopicPartition(Topics.MODEL_REGISTRY.name(), 0);
  private static final List<TopicPartition> ONLY = List.of(REGISTRY);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<ModelState> decoder;
  private final Listener listener;
  private Map<TopicPartition, Long> ends = Map.of(); // those of the start, once they are known
  private boolean caughtUp;
  private volatile boolean closed;

  RegistryTail(Endpoints endpoints, Listener listener) {
    this(consumer(endpoints), new SchemaRegistry(endpoints.registryUrl()), listener);
  }

  RegistryTail(Consumer<byte[], byte[]> consumer, SchemaRegistry registry, Listener listener) {
    this.consumer = consumer;
    this.registry = registry;
    this.decoder = new AvroDecoder<>(registry, ModelState.class);
    this.listener = listener;
  }

  private static Consumer<byte[], byte[]> consumer(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("auto.offset.reset", "earliest");
    config.put("fetch.max.wait.ms", 100);
    config.put("default.api.timeout.ms", 10_000); // it is tried again, and the log says why
    var bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(config, bytes, bytes);
  }

  @Override
  public void run() {
    try (consumer;
        registry) {
      follow();
    } catch (WakeupException e) {
      // The one cause is close().
    } catch (RuntimeException | Error e) {
      listener.onFailure(e);
    }
  }

  private void follow() {
    consumer.assign(ONLY);
    consumer.seekToBeginning(ONLY);
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        onRegistryRecord(record);
      }
      listener.onPolled(caughtUp());
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (RetriableException | AuthorizationException e) {
      pause(e);
      return ConsumerRecords.empty();
    }
  }

  private boolean caughtUp() {
    try {
      if (ends.isEmpty()) {
        ends = consumer.endOffsets(ONLY);
      }
      caughtUp = caughtUp || consumer.position(REGISTRY) >= ends.getOrDefault(REGISTRY, 0L);
    } catch (RetriableException | AuthorizationException e) {
      pause(e);
    }
    return caughtUp;
  }

  private void pause(ApiException e) {
    LOG.warn("{} cannot be read and is waited for: {}", REGISTRY.topic(), e.getMessage());
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  private void onRegistryRecord(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      // The registry never deletes a model; what serves goes on serving.
      LOG.warn("Ignored a tombstone in {} at offset {}.", record.topic(), record.offset());
      return;
    }
    ModelState state;
    try {
      state = decode(record.value());
    } catch (DecodeException e) {
      LOG.error(
          "Ignored a record in {} at offset {}: it is no model state; what serves goes on. {}",
          record.topic(),
          record.offset(),
          e.getMessage());
      return;
    }
    listener.onState(state);
  }

  /** Waits for a registry that does not answer: a state must not be missed for that. */
  private ModelState decode(byte[] value) {
    while (true) {
      try {
        return decoder.decode(value);
      } catch (RegistryUnavailableException e) {
        LOG.warn("{} Trying again.", e.getMessage());
        // A poll of nothing is the wait: it keeps the consumer alive and ends with close().
        consumer.pause(ONLY);
        consumer.poll(Duration.ofSeconds(1));
        consumer.resume(ONLY);
      }
    }
  }

  /** Ends the thread soon; it closes the consumer itself. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
  }
}
