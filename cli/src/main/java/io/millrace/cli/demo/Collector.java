package io.millrace.cli.demo;

import io.millrace.avro.Classification;
import io.millrace.avro.Prediction;
import io.millrace.cli.demo.Account.Position;
import io.millrace.cli.demo.Account.Seen;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads predictions and dead letters from now on into the account, on a thread of its own. Unlike a
 * {@code PredictionReader} it keeps repeats, for they are what is counted.
 */
final class Collector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<Prediction> decoder;
  private final Account account;
  private final Thread thread = new Thread(this::run, "millrace-demo-collector");
  private volatile boolean closed;

  private Collector(Endpoints endpoints, Account account) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    var bytes = new ByteArrayDeserializer();
    this.consumer = new KafkaConsumer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.decoder = new AvroDecoder<>(registry, Prediction.class);
    this.account = account;
  }

  /** Returns when everything written from now on will be seen. */
  static Collector start(Endpoints endpoints, Account account) {
    var collector = new Collector(endpoints, account);
    collector.seekToEnds();
    collector.thread.start();
    return collector;
  }

  private void seekToEnds() {
    List<TopicPartition> partitions =
        Stream.of(Topics.PREDICTIONS, Topics.IMAGE_DEAD_LETTERS)
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // seeking is lazy; this is where it happens
  }

  /** False once it had to give up. */
  boolean isReading() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record, System.nanoTime());
        }
      }
    } catch (WakeupException e) {
      // The one cause is close().
    } catch (RuntimeException e) {
      // The account does not settle any more, and the demo says what is missing.
      LOG.error("The demo cannot read what the job writes.", e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, long nowNanos) {
    if (record.topic().equals(Topics.IMAGE_DEAD_LETTERS.name())) {
      account.deadLettered(
          new Position(
              (int) number(record, DeadLetter.PARTITION), number(record, DeadLetter.OFFSET)));
      return;
    }
    Prediction prediction = decoder.decode(record.value());
    var origin = prediction.getOrigin();
    account.predicted(
        new Seen(
            new Position(origin.getPartition(), origin.getOffset()),
            prediction.getVersion(),
            ((Classification) prediction.getResult()).getLabels().get(0).getLabel(),
            nowNanos));
  }

  private static long number(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null) {
      throw new IllegalStateException(
          "The dead letter at %s has no header %s.".formatted(record.offset(), name));
    }
    return Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the demo's reader ended.", e);
    }
    consumer.close();
    registry.close();
  }
}
