package io.millrace.ingest;

import io.millrace.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishers before Kafka's own producer double, and bytes to publish. */
public final class Publishers {

  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private Publishers() {}

  /**
   * A producer double with a topic of one partition.
   *
   * @param acknowledging whether it answers at once, or when the test says so
   */
  public static MockProducer<String, ImageEvent> producer(boolean acknowledging) {
    return new MockProducer<>(
        acknowledging,
        null,
        new StringSerializer(),
        (topic, event) -> {
          return new byte[((ByteBuffer) event.getContent()).remaining()];
        });
  }

  public static ImagePublisher publisher(
      MockProducer<String, ImageEvent> producer, boolean lenient) {
    return new ImagePublisher(producer, () -> {}, lenient, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Bytes that begin like a JPEG. */
  public static byte[] jpeg(int size) {
    byte[] bytes = new byte[size];
    byte[] magic = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};
    System.arraycopy(magic, 0, bytes, 0, Math.min(size, magic.length));
    return bytes;
  }

  /** Bytes that begin like a PNG. */
  public static byte[] png(int size) {
    byte[] magic = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return Arrays.copyOf(magic, Math.max(size, magic.length));
  }
}
