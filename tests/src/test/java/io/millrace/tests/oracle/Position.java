package io.millrace.tests.oracle;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Where a record stands in its topic. */
public record Position(int partition, long offset) {

  /** Where a record was read. */
  public static Position of(ConsumerRecord<?, ?> record) {
    return new Position(record.partition(), record.offset());
  }

  /** Where a record was written. */
  public static Position of(RecordMetadata written) {
    return new Position(written.partition(), written.offset());
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }
}
