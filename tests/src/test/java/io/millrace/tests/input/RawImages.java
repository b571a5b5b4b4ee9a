package io.millrace.tests.input;

import io.millrace.avro.ImageEvent;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.tests.oracle.Position;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes anything at all into the images topic, as a client of another make might. */
public final class RawImages implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final SchemaRegistry registry;
  private final AvroEncoder<ImageEvent> encoder;

  public RawImages(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("max.request.size", 2 << 20);
    var bytes = new ByteArraySerializer();
    this.producer = new KafkaProducer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.encoder = new AvroEncoder<>(registry, Topics.IMAGES.subject(), ImageEvent.class);
  }

  /** The schema registry, for schemas that are not ours. */
  public SchemaRegistry registry() {
    return registry;
  }

  /** An image event in the wire format. */
  public byte[] event(UUID id, byte[] image) {
    return encoder.encode(
        new ImageEvent(
            id, "raw", Instant.EPOCH, null, Map.of(), "image/jpeg", ByteBuffer.wrap(image)));
  }

  /** An image event of an id of its own. */
  public byte[] event(byte[] image) {
    return event(UUID.randomUUID(), image);
  }

  /** Writes a record, and returns when the broker has it. */
  public Position send(
      int partition, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    try {
      var record = new ProducerRecord<>(Topics.IMAGES.name(), partition, key, value, headers);
      return Position.of(producer.send(record).get());
    } catch (ExecutionException e) {
      throw new AssertionError("The broker did not take a record.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while a record was sent.", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
  }
}
