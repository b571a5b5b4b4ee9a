package io.millrace.cli.bench.pipeline;

import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what comes to a topic from now on, on a thread of its own, and notes when it came. */
public final class Arrivals implements AutoCloseable {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ExecutorService thread;
  private final Future<?> reading;

  /** Hears of each record, on the reading thread. */
  public interface Listener {

    /**
     * One record has come.
     *
     * @param nanos when a reader has it at hand
     */
    void came(ConsumerRecord<byte[], byte[]> record, long nanos);
  }

  /** With the settings that a consumer has by itself. */
  public Arrivals(Endpoints endpoints, String topic, Listener listener) {
    this(endpoints, topic, new Properties(), listener);
  }

  /** With other settings. */
  public Arrivals(Endpoints endpoints, String topic, Properties settings, Listener listener) {
    Properties config = new Properties();
    config.putAll(settings);
    config.putAll(endpoints.kafka());
    var bytes = new ByteArrayDeserializer();
    consumer = new KafkaConsumer<>(config, bytes, bytes);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, "millrace-bench-reads-" + topic));
    reading = thread.submit(() -> read(listener));
  }

  private void read(Listener listener) {
    try {
      while (true) {
        var records = consumer.poll(FOR_EVER);
        long now = System.nanoTime();
        records.forEach(record -> listener.came(record, now));
      }
    } catch (WakeupException closed) {
      consumer.close();
    }
  }

  /** Throws what ended the reading, if something has. */
  public void requireReading() {
    if (reading.isDone()) {
      close();
      throw new IllegalStateException("a reader of the bench has ended");
    }
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalStateException if the listener or the broker had ended it
   */
  @Override
  public void close() {
    consumer.wakeup();
    thread.shutdown();
    try {
      reading.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a reader of the bench did not end in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
