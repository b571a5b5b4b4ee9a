package io.millrace.job.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands records on like {@link RawRecordSchema}, and says how much of the range is left. */
final class BoundedRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(BoundedRecordSchema.class);
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final RawRecordSchema raw = new RawRecordSchema();
  private final OffsetRange range;

  /** Of the partitions that this task has seen. */
  private transient @Nullable ConcurrentMap<TopicPartition, AtomicLong> left;

  /** Records come partition by partition: the one that the last was of. */
  private transient int partition;

  private transient long end;
  private transient @Nullable AtomicLong leftOfIt;

  private transient long lastLogNanos;

  BoundedRecordSchema(OffsetRange range) {
    this.range = range;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    ConcurrentMap<TopicPartition, AtomicLong> map = new ConcurrentHashMap<>();
    left = map;
    lastLogNanos = System.nanoTime();
    context
        .getMetricGroup()
        .gauge("millrace_range_left", () -> map.values().stream().mapToLong(AtomicLong::get).sum());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    AtomicLong known = leftOfIt;
    AtomicLong toRead = known == null || partition != record.partition() ? turnTo(record) : known;
    toRead.set(end - record.offset() - 1);
    long now = System.nanoTime();
    if (now - lastLogNanos >= LOG_EVERY_NANOS) {
      lastLogNanos = now;
      LOG.info("Offsets that are left to read: {}", left);
    }
    raw.deserialize(record, out);
  }

  private AtomicLong turnTo(ConsumerRecord<byte[], byte[]> record) {
    ConcurrentMap<TopicPartition, AtomicLong> map = left;
    if (map == null) {
      throw new IllegalStateException("A record came before the schema was open.");
    }
    var its = new TopicPartition(record.topic(), record.partition());
    AtomicLong toRead = map.computeIfAbsent(its, unread -> new AtomicLong());
    partition = record.partition();
    end = range.end(its);
    leftOfIt = toRead;
    return toRead;
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return raw.getProducedType();
  }
}
