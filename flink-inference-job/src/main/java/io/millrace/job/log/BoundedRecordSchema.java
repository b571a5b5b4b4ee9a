package io.millrace.job.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
  private transient ConcurrentMap<TopicPartition, Long> left;

  private transient long lastLogNanos;

  BoundedRecordSchema(OffsetRange range) {
    this.range = range;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    ConcurrentMap<TopicPartition, Long> map = new ConcurrentHashMap<>();
    left = map;
    lastLogNanos = System.nanoTime();
    context
        .getMetricGroup()
        .gauge("millrace_range_left", () -> map.values().stream().mapToLong(Long::longValue).sum());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    var partition = new TopicPartition(record.topic(), record.partition());
    left.put(partition, range.end(partition) - record.offset() - 1);
    long now = System.nanoTime();
    if (now - lastLogNanos >= LOG_EVERY_NANOS) {
      lastLogNanos = now;
      LOG.info("Offsets that are left to read: {}", left);
    }
    raw.deserialize(record, out);
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return raw.getProducedType();
  }
}
