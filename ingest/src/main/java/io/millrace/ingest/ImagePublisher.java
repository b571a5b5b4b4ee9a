package io.millrace.ingest;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.millrace.avro.ImageEvent;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes images. Safe for use by many threads.
 *
 * <p>Images of one source keep the order in which they were handed over, and the broker has each
 * once, retries included. Where the broker is slower than the caller, {@link #publish} waits.
 */
public final class ImagePublisher implements AutoCloseable {

  private final Producer<String, ImageEvent> producer;
  private final AutoCloseable registry;
  private final boolean lenient;
  private final Clock clock;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  ImagePublisher(
      Producer<String, ImageEvent> producer, AutoCloseable registry, boolean lenient, Clock clock) {
    this.producer = producer;
    this.registry = registry;
    this.lenient = lenient;
    this.clock = clock;
  }

  /** A publisher that is not connected to a broker yet: the first image does that. */
  public static ImagePublisher create(Endpoints endpoints, PublisherOptions options) {
    SchemaRegistry registry = new SchemaRegistry(endpoints.registryUrl());
    Serializer<ImageEvent> one = Topics.IMAGES.valueSerde(registry).serializer();
    try {
      return new ImagePublisher(
          new KafkaProducer<>(
              ProducerSettings.of(endpoints, options), new StringSerializer(), shared(one)),
          registry,
          options.lenient(),
          Clock.systemUTC());
    } catch (KafkaException e) {
      registry.close();
      throw e;
    }
  }

  /** A producer serialises on every thread that sends, and our encoder is for one. */
  private static <T> Serializer<T> shared(Serializer<T> one) {
    return (topic, value) -> {
      synchronized (one) {
        return one.serialize(topic, value);
      }
    };
  }

  /**
   * Checks an image and hands it to the producer.
   *
   * @return done when the broker has the image; failed where it does not take it
   * @throws ImageRefusedException if the image itself is at fault; nothing is sent
   */
  public CompletableFuture<Published> publish(Image image) {
    ImageCheck.publishable(image);
    if (!lenient) {
      ImageCheck.decodable(image);
    }
    UUID id = ids.generate();
    CompletableFuture<Published> result = new CompletableFuture<>();
    var record =
        new ProducerRecord<>(
            Topics.IMAGES.name(), null, image.source(), event(id, image), image.headers());
    try {
      // Its own future says the same, and only to those who wait.
      Future<RecordMetadata> unused =
          producer.send(record, (metadata, error) -> answered(id, metadata, error, result));
    } catch (RuntimeException e) { // the schema is refused, or the publisher closed
      fail(e, result);
    }
    return result;
  }

  private ImageEvent event(UUID id, Image image) {
    ByteBuffer content = image.content().slice();
    String shown = ImageType.of(content).map(ImageType::mediaType).orElse(null);
    Instant capturedAt = image.capturedAt();
    return new ImageEvent(
        id,
        image.source(),
        capturedAt == null ? clock.instant() : capturedAt,
        image.model(),
        image.attributes(),
        image.mediaType() == null ? shown : image.mediaType(),
        content);
  }

  private void answered(
      UUID id,
      RecordMetadata metadata,
      @Nullable Exception error,
      CompletableFuture<Published> result) {
    if (error != null) {
      fail(error, result);
      return;
    }
    published.incrementAndGet();
    result.complete(
        new Published(
            id,
            metadata.partition(),
            metadata.offset(),
            Instant.ofEpochMilli(metadata.timestamp())));
  }

  private void fail(Throwable error, CompletableFuture<Published> result) {
    failed.incrementAndGet();
    firstFailure.compareAndSet(null, error);
    result.completeExceptionally(error);
  }

  /** Returns when the future of every image that was handed over is done. */
  public void flush() {
    producer.flush();
  }

  /** Images that the broker has. */
  public long published() {
    return published.get();
  }

  /** Images that it does not have, though they were not refused. */
  public long failed() {
    return failed.get();
  }

  /**
   * Sends what is still waiting, and ends.
   *
   * @throws PublishFailedException if an image did not reach the broker, now or earlier
   */
  @Override
  public void close() {
    try {
      producer.close();
    } finally {
      closeRegistry();
    }
    long lost = failed.get();
    if (lost > 0) {
      throw new PublishFailedException(
          "%d of %d images did not reach the broker; the first failure: %s"
              .formatted(lost, lost + published.get(), firstFailure.get()),
          firstFailure.get());
    }
  }

  private void closeRegistry() {
    try {
      registry.close();
    } catch (Exception e) {
      throw new KafkaException("Could not close the schema registry's client: " + e, e);
    }
  }
}
