package io.millrace.ingest;

import static io.millrace.ingest.Publishers.jpeg;
import static io.millrace.ingest.Publishers.png;
import static io.millrace.ingest.Publishers.producer;
import static io.millrace.ingest.Publishers.publisher;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.avro.ImageEvent;
import io.millrace.ingest.ImageRefusedException.Code;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class ImagePublisherTest {

  private static final int LIMIT = 900 * 1024;

  private final MockProducer<String, ImageEvent> producer = producer(true);
  private final ImagePublisher publisher = publisher(producer, false);

  @Test
  void anImageGoesOutUnderItsSourceWithATimeOrderedId() {
    Published first = publisher.publish(Image.of("gate-7", jpeg(100))).join();
    Published second = publisher.publish(Image.of("gate-7", png(50))).join();

    assertThat(first.id().version()).isEqualTo(7);
    assertThat(second.id().toString()).isGreaterThan(first.id().toString());
    assertThat(second.offset()).isEqualTo(1);
    ProducerRecord<String, ImageEvent> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("images");
    assertThat(record.key()).isEqualTo("gate-7");
    assertThat(record.value().getId()).isEqualTo(first.id());
    assertThat(record.value().getMediaType()).isEqualTo("image/jpeg");
    assertThat(record.value().getCapturedAt()).isEqualTo(Publishers.NOW);
    assertThat(record.value().getContent()).isEqualTo(ByteBuffer.wrap(jpeg(100)));
  }

  @Test
  void whatTheCallerSaysOfAnImageIsKept() {
    Instant taken = Instant.parse("2026-11-23T08:00:00Z");
    var trace = new RecordHeader("traceparent", "00-1".getBytes(UTF_8));

    Image image =
        new Image(
            "gate-7",
            ByteBuffer.wrap(png(20)),
            taken,
            "garments",
            "image/jpeg",
            Map.of("lane", "2"),
            List.of(trace));

    assertThat(publisher.publish(image)).isCompleted();

    ImageEvent event = producer.history().get(0).value();
    assertThat(event.getCapturedAt()).isEqualTo(taken);
    assertThat(event.getModel()).isEqualTo("garments");
    assertThat(event.getMediaType()).as("the declared type").isEqualTo("image/jpeg");
    assertThat(event.getAttributes()).containsEntry("lane", "2");
    assertThat(producer.history().get(0).headers().toArray()).containsExactly(trace);
  }

  @Test
  void whatIsNoImageIsRefusedAndNothingIsSent() {
    assertRefused(Image.of("s", new byte[0]), Code.EMPTY);
    assertRefused(Image.of("s", "<html>".getBytes(UTF_8)), Code.NOT_IMAGE);
    assertRefused(Image.of("s", new byte[] {(byte) 0xFF, (byte) 0xD8}), Code.NOT_IMAGE);
    assertRefused(Image.of(" ", jpeg(10)), Code.NO_SOURCE);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void theLargestImageGoesOutAndOneByteMoreIsRefused() {
    assertThat(publisher.publish(Image.of("s", jpeg(LIMIT)))).isCompleted();
    assertRefused(Image.of("s", jpeg(LIMIT + 1)), Code.TOO_LARGE);
    assertThatThrownBy(() -> publisher.publish(Image.of("s", jpeg(LIMIT + 1))))
        .hasMessageContaining("object store");
  }

  @Test
  void theLenientPublishWhatIsNoImageButNotWhatNoRecordCarries() {
    ImagePublisher lenient = publisher(producer, true);

    assertThat(lenient.publish(Image.of("s", new byte[0]))).isCompleted();
    assertThat(lenient.publish(Image.of("s", "<html>".getBytes(UTF_8)))).isCompleted();
    assertThat(producer.history()).hasSize(2);
    assertThat(producer.history().get(1).value().getMediaType()).isNull();
    assertThatThrownBy(() -> lenient.publish(Image.of("s", jpeg(LIMIT + 1))))
        .isInstanceOf(ImageRefusedException.class);
  }

  @Test
  void whatTheBrokerDoesNotTakeIsInTheFutureAndInClose() {
    MockProducer<String, ImageEvent> slow = producer(false);
    ImagePublisher publisher = publisher(slow, false);
    CompletableFuture<Published> taken = publisher.publish(Image.of("s", jpeg(10)));
    CompletableFuture<Published> lost = publisher.publish(Image.of("s", jpeg(10)));
    slow.completeNext();
    slow.errorNext(new TimeoutException("Expiring 1 record(s)"));

    assertThat(taken).isCompleted();
    assertThat(lost).isCompletedExceptionally();
    assertThatThrownBy(publisher::close)
        .isInstanceOf(PublishFailedException.class)
        .hasMessageContaining("1 of 2 images")
        .hasMessageContaining("Expiring 1 record(s)");
  }

  @Test
  void whatFailsBeforeItIsSentIsInTheFutureToo() {
    producer.sendException = new SerializationException("The registry refuses the schema");

    assertThat(publisher.publish(Image.of("s", jpeg(10))))
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("refuses the schema");
    assertThat(publisher.failed()).isEqualTo(1);
  }

  @Test
  void nothingIsAcknowledgedBeforeTheBrokerDoes() {
    MockProducer<String, ImageEvent> slow = producer(false);
    ImagePublisher publisher = publisher(slow, false);
    CompletableFuture<Published> waiting = publisher.publish(Image.of("s", jpeg(10)));
    assertThat(waiting).isNotDone();

    publisher.flush();

    assertThat(waiting).isCompleted();
    publisher.close();
    assertThat(slow.closed()).isTrue();
  }

  @Test
  void aRecordThatTheBrokerFindsTooLargeFails() {
    producer.sendException = new RecordTooLargeException("1,200,000 bytes");

    assertThat(publisher.publish(Image.of("s", jpeg(10)))).isCompletedExceptionally();
  }

  @Test
  void idsOfImagesNeverRepeat() {
    List<UUID> ids =
        IntStream.range(0, 2_000)
            .mapToObj(i -> publisher.publish(Image.of("s", jpeg(10))).join().id())
            .toList();

    assertThat(ids).doesNotHaveDuplicates();
  }

  private void assertRefused(Image image, Code code) {
    assertThatThrownBy(() -> publisher.publish(image))
        .asInstanceOf(type(ImageRefusedException.class))
        .extracting(ImageRefusedException::code)
        .isEqualTo(code);
  }
}
