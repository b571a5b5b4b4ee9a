package io.millrace.registry.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.HostStatus;
import io.millrace.registry.decision.Heartbeats;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts that are alive, and what each has loaded. For one thread.
 *
 * <p>It begins a few minutes back: who is alive has said so since. What a report said before this
 * view was opened is dated by its sender's clock; a host whose clock is minutes behind is seen with
 * its next heartbeat.
 */
public final class HostView implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostView.class);
  private static final TopicPartition STATUS = new TopicPartition(Topics.MODEL_STATUS.name(), 0);
  // Twice as long as anyone may be silent: clocks differ.
  private static final Duration BACK = Heartbeats.LONGEST.multipliedBy(2);

  private record Heard(HostStatus status, Instant at) {}

  private final Consumer<byte[], byte[]> consumer;
  private final Tail tail;
  private final SchemaRegistry registry;
  private final AvroDecoder<HostStatus> statuses;
  private final Clock clock;
  private final Instant opened;
  private final SortedMap<String, Heard> hosts = new TreeMap<>();
  private boolean begun;

  public HostView(Endpoints endpoints) {
    this(
        Tail.consumer(endpoints, "millrace-host-view"),
        new SchemaRegistry(endpoints.registryUrl()),
        Clock.systemUTC());
  }

  HostView(Consumer<byte[], byte[]> consumer, SchemaRegistry registry, Clock clock) {
    this.consumer = consumer;
    this.registry = registry;
    this.statuses = new AvroDecoder<>(registry, HostStatus.class);
    this.clock = clock;
    this.opened = clock.instant();
    consumer.assign(List.of(STATUS));
    this.tail = new Tail(consumer, this::take);
  }

  /**
   * The last reports of the hosts that are alive now, by name.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
   * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry does not
   */
  public List<HostStatus> alive() {
    begin();
    tail.refresh();
    Instant now = clock.instant();
    return hosts.values().stream()
        .filter(host -> Heartbeats.isAlive(host.status(), host.at(), now))
        .map(Heard::status)
        .toList();
  }

  /** Waits until a host says something, but not longer than this. */
  public void await(Duration atMost) {
    begin();
    tail.poll(atMost);
  }

  private void begin() {
    if (begun) {
      return;
    }
    OffsetAndTimestamp from =
        consumer.offsetsForTimes(Map.of(STATUS, opened.minus(BACK).toEpochMilli())).get(STATUS);
    if (from == null) {
      consumer.seekToEnd(List.of(STATUS));
    } else {
      consumer.seek(STATUS, from.offset());
    }
    begun = true;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String host = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (record.value() == null) {
      hosts.remove(host);
      return;
    }
    try {
      HostStatus status = statuses.decode(record.value());
      Instant sent = Instant.ofEpochMilli(record.timestamp());
      hosts.put(host, new Heard(status, sent.isAfter(opened) ? clock.instant() : sent));
    } catch (DecodeException e) {
      LOG.warn("The report at offset {} is not ours: {}", record.offset(), e.getMessage());
    }
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
