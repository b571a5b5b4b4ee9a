package io.millrace.cli.bench.pipeline;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An image to each partition in turn, every few milliseconds, and a reader of their predictions.
 * When an image was sent travels in a header, as headers do from an image to its prediction.
 */
final class SteadyTraffic implements AutoCloseable {

  private static final int EVERY_MILLIS = 20;
  private static final String SENT = "bench-sent";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<byte[]> envelopes;
  private final int partitions;
  private final ScheduledExecutorService sender;
  private final Arrivals predictions;

  /** By partition: when the latest image was sent of which there is a prediction. */
  private final Map<Integer, Long> scored = new HashMap<>(); // guarded by this

  private int sent; // the sender's thread alone

  SteadyTraffic(Endpoints endpoints, List<byte[]> envelopes) {
    this.envelopes = envelopes;
    Properties config = new Properties();
    config.putAll(endpoints.kafka());
    config.put("linger.ms", 0);
    var bytes = new ByteArraySerializer();
    producer = new KafkaProducer<>(config, bytes, bytes);
    partitions = producer.partitionsFor(Topics.IMAGES.name()).size();
    predictions = new Arrivals(endpoints, Topics.PREDICTIONS.name(), this::came);
    sender =
        Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "millrace-bench-traffic"));
    var unused = sender.scheduleAtFixedRate(this::send, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void send() {
    int number = sent++;
    byte[] now = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
    var unused = // what does not come out is missed
        producer.send(
            new ProducerRecord<>(
                Topics.IMAGES.name(),
                number % partitions,
                null,
                null,
                envelopes.get(number % envelopes.size()),
                List.of(new RecordHeader(SENT, now))));
  }

  private synchronized void came(ConsumerRecord<byte[], byte[]> record, long nanos) {
    Header header = record.headers().lastHeader(SENT);
    if (header != null) {
      scored.merge(record.partition(), ByteBuffer.wrap(header.value()).getLong(), Math::max);
      notifyAll();
    }
  }

  /**
   * Waits until every partition has a prediction of an image that was sent after that moment.
   *
   * @return when that is so
   */
  synchronized long awaitAllSince(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (scored.values().stream().filter(sentAt -> sentAt - nanos > 0).count() < partitions) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("there are no predictions any more: " + scored);
      }
      wait(1_000);
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    sender.shutdownNow();
    predictions.close();
    producer.close();
  }
}
