package io.millrace.tests.oracle;

import io.millrace.avro.ImageEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the images topic.
 *
 * @param record as it lies there
 * @param event what it says; null where it is no image event
 */
public record Input(ConsumerRecord<byte[], byte[]> record, @Nullable ImageEvent event) {

  /** Where it stands. */
  public Position at() {
    return Position.of(record);
  }
}
