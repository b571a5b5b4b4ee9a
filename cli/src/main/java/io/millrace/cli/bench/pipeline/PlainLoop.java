package io.millrace.cli.bench.pipeline;

import io.millrace.job.log.ImageLog;
import io.millrace.schemas.Endpoints;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that takes a record from one topic to another: a consumer and a producer with the
 * settings of the job; what it writes is as large as a prediction.
 */
final class PlainLoop implements AutoCloseable {

  private static final int PREDICTION_BYTES = 400;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Arrivals images;

  PlainLoop(Endpoints endpoints) {
    Properties config = ImageLog.producerSettings();
    config.putAll(endpoints.kafka());
    var bytes = new ByteArraySerializer();
    producer = new KafkaProducer<>(config, bytes, bytes);
    byte[] prediction = new byte[PREDICTION_BYTES];
    images =
        new Arrivals(
            endpoints,
            BenchTopics.LOOP_IN.name(),
            ImageLog.consumerSettings(),
            (record, nanos) -> pass(record, prediction));
  }

  /** What is lost on the way is missed by whoever counts arrivals. */
  private void pass(ConsumerRecord<byte[], byte[]> record, byte[] prediction) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                BenchTopics.LOOP_OUT.name(), record.partition(), record.key(), prediction));
  }

  void requireReading() {
    images.requireReading();
  }

  @Override
  public void close() {
    try {
      images.close();
    } finally {
      producer.close();
    }
  }
}
