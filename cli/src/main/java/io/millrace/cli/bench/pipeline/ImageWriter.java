package io.millrace.cli.bench.pipeline;

import io.millrace.avro.ImageEvent;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes images to the log, as many as a round needs, before anybody reads them. */
public final class ImageWriter implements AutoCloseable {

  private static final byte[] SOURCE = "bench".getBytes(StandardCharsets.UTF_8);

  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final LogEnds ends;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public ImageWriter(Endpoints endpoints) {
    registry = new SchemaRegistry(endpoints.registryUrl());
    var bytes = new ByteArraySerializer();
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    // As ingest's publisher: what a fetch brings depends on the batches that were written.
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("batch.size", 128 * 1024);
    config.put("max.request.size", Topics.MAX_RECORD_BYTES);
    producer = new KafkaProducer<>(config, bytes, bytes);
    ends = new LogEnds(endpoints, Topics.IMAGES.name());
  }

  /** Envelopes of the images, for a model. */
  public List<byte[]> envelopes(String model, List<ByteBuffer> images) {
    var encoder = new AvroEncoder<>(registry, Topics.IMAGES.subject(), ImageEvent.class);
    return images.stream()
        .map(
            image ->
                encoder.encode(
                    new ImageEvent(
                        UUID.randomUUID(),
                        "bench",
                        Instant.now(),
                        model,
                        Map.of(),
                        null,
                        image.duplicate())))
        .toList();
  }

  /** Writes the envelopes by turns, over so many partitions; returns where they lie. */
  OffsetRange write(List<byte[]> envelopes, int records, int partitions) {
    Map<TopicPartition, Long> from = new HashMap<>(ends.now());
    for (int i = 0; i < records; i++) {
      var unused = // failures are noted
          producer.send(
              record(envelopes.get(i % envelopes.size()), i % partitions),
              (metadata, error) -> note(error));
    }
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new KafkaException("The broker did not take an image of the bench: " + failed, failed);
    }
    Map<TopicPartition, Long> to = new HashMap<>(ends.now());
    from.keySet().removeIf(partition -> partition.partition() >= partitions);
    to.keySet().retainAll(from.keySet());
    return new OffsetRange(from, to);
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] envelope, int partition) {
    return new ProducerRecord<>(Topics.IMAGES.name(), partition, SOURCE, envelope);
  }

  private void note(@Nullable Exception error) {
    if (error != null) {
      failure.compareAndSet(null, error);
    }
  }

  @Override
  public void close() {
    ends.close();
    producer.close();
    registry.close();
  }
}
