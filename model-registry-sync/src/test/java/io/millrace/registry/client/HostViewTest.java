package io.millrace.registry.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.HostStatus;
import io.millrace.registry.topology.TestingSchemaRegistry;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostViewTest {

  private static final TopicPartition STATUS = new TopicPartition("model-status", 0);
  private static final Instant OPENED = Instant.parse("2026-03-01T14:00:00Z");

  /** Shows what time it is, and when it was asked about. */
  private static final class Broker extends MockConsumer<byte[], byte[]> {

    private @Nullable Long askedSince;

    Broker() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      askedSince = times.get(STATUS);
      return Map.of(STATUS, new OffsetAndTimestamp(0, 0));
    }
  }

  /** A clock that is set by hand. */
  private static final class SetClock extends Clock {

    private Instant now = OPENED;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final TestingSchemaRegistry server = new TestingSchemaRegistry();
  private final SchemaRegistry feeder = new SchemaRegistry(server.url());
  private final Broker broker = new Broker();
  private final SetClock clock = new SetClock();
  private final HostView view = new HostView(broker, new SchemaRegistry(server.url()), clock);
  private long offset;

  HostViewTest() throws IOException {
    broker.updateBeginningOffsets(Map.of(STATUS, 0L));
    broker.updateEndOffsets(Map.of(STATUS, 0L));
    view.await(Duration.ZERO); // the double takes records only where its position is known
  }

  @AfterEach
  void close() {
    view.close();
    feeder.close();
    server.close();
  }

  private void add(String host, Instant sent, byte @Nullable [] value) {
    broker.addRecord(
        new ConsumerRecord<>(
            STATUS.topic(),
            0,
            offset++,
            sent.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            host.getBytes(UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()));
    broker.updateEndOffsets(Map.of(STATUS, offset));
  }

  private void report(String host, Instant sent) {
    HostStatus status = new HostStatus(host, sent, sent, 2_000L, Map.of(), List.of());
    add(
        host,
        sent,
        Topics.MODEL_STATUS.valueSerde(feeder).serializer().serialize(STATUS.topic(), status));
  }

  private List<String> alive() {
    return view.alive().stream().map(HostStatus::getHost).toList();
  }

  @Test
  void reportsFromBeforeAreDatedByTheirSender() {
    report("silent", OPENED.minusSeconds(11));
    report("alive", OPENED.minusSeconds(9));
    assertThat(alive()).containsExactly("alive");
  }

  @Test
  void reportsFromThenOnAreDatedByThisClock() {
    clock.now = OPENED.plusSeconds(5);
    report("ahead", OPENED.plusSeconds(3_600));
    assertThat(alive()).containsExactly("ahead");
    clock.now = OPENED.plusSeconds(16);
    assertThat(alive()).isEmpty();
  }

  @Test
  void aHostThatEndsIsGone() {
    report("a", OPENED);
    report("b", OPENED);
    add("a", OPENED, null);
    assertThat(alive()).containsExactly("b");
  }

  @Test
  void garbageIsLeftOut() {
    add("a", OPENED, new byte[] {1, 2, 3});
    report("b", OPENED);
    assertThat(alive()).containsExactly("b");
  }

  @Test
  void onlyTheLastMinutesAreRead() {
    assertThat(broker.askedSince).isEqualTo(OPENED.minus(Duration.ofMinutes(10)).toEpochMilli());
  }
}
