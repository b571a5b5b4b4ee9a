package io.millrace.tests.oracle;

import io.millrace.avro.Prediction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What came of an image: a record of predictions or of image-dead-letters. */
public sealed interface Outcome {

  /** The record as it lies in its topic. */
  ConsumerRecord<byte[], byte[]> record();

  /** An outcome that names its image. */
  sealed interface Named extends Outcome {

    /** Where the image stands. */
    Position origin();
  }

  /** A prediction. */
  record Scored(ConsumerRecord<byte[], byte[]> record, Prediction prediction) implements Named {

    @Override
    public Position origin() {
      var origin = prediction.getOrigin();
      return new Position(origin.getPartition(), origin.getOffset());
    }
  }

  /**
   * A dead letter.
   *
   * @param code why, from its header
   */
  record DeadLettered(ConsumerRecord<byte[], byte[]> record, Position origin, String code)
      implements Named {}

  /**
   * A record that cannot be read as what its topic holds.
   *
   * @param why in words
   */
  record Torn(ConsumerRecord<byte[], byte[]> record, String why) implements Outcome {}
}
