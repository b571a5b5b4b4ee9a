package io.millrace.schemas.serde;

import static io.millrace.schemas.serde.DecodeException.Code.UNKNOWN_SCHEMA;
import static io.millrace.schemas.serde.Refusal.assertRefused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.ImageReference;
import io.millrace.schemas.golden.Contract;
import io.millrace.schemas.golden.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the bytes, an envelope is what Avro's own reader finds in them. */
class EnvelopeDecoderTest {

  private static final int RECORDS = 2_000;
  private static final int MUTATIONS = 20_000;
  private static final int MOST_BYTES_OF_HEAP = 256;

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  private AvroDecoder<ImageEvent> avro;
  private EnvelopeDecoder decoder;
  private int id;

  /** The first record of a schema is Avro's reader's. */
  @BeforeEach
  void knowsOurSchema() {
    avro = new AvroDecoder<>(http.registry(), ImageEvent.class);
    decoder = new EnvelopeDecoder(http.registry());
    id = http.server().add(ImageEvent.getClassSchema());
    decoder.decode(Wire.record(id, Wire.body(Samples.image(ByteBuffer.allocate(1)))));
  }

  @Test
  void anyImageIsReadAsAvroReadsIt() {
    for (int seed = 0; seed < RECORDS; seed++) {
      byte[] record = Wire.record(id, Wire.body(event(new Random(seed))));

      assertThat(decoder.decode(record))
          .as("seed %d", seed)
          .isEqualTo(ImageEnvelope.of(avro.decode(record)));
    }
  }

  @Test
  void anyDamageIsSeenAsAvroSeesIt() {
    int read = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      byte[] record = Wire.record(id, Wire.body(event(random)));
      int most = Math.min(record.length, 160); // where the envelope is
      for (int i = random.nextInt(3); i >= 0; i--) {
        record[5 + random.nextInt(most - 5)] = (byte) random.nextInt(256);
      }
      byte[] damaged = random.nextInt(4) > 0 ? record : Arrays.copyOf(record, most - 1);
      Object expected = outcome(bytes -> ImageEnvelope.of(avro.decode(bytes)), damaged);

      assertThat(outcome(decoder::decode, damaged)).as("seed %d", seed).isEqualTo(expected);
      read += expected instanceof ImageEnvelope ? 1 : 0;
    }
    assertThat(read).as("the damage is no mere noise").isBetween(100, MUTATIONS - 100);
  }

  @Test
  void attributesInBlocksThatSayTheirSizeAreSteppedOverItemByItem() {
    byte[] plain = Wire.body(Samples.image(ByteBuffer.wrap(new byte[] {7})));
    ImageEvent event = avro.decode(Wire.record(id, plain));
    for (long size : new long[] {4, 3, 0, 100_000, -1}) {
      byte[] record =
          Wire.record(
              id,
              out -> {
                out.writeString(event.getId().toString());
                out.writeString(event.getSource());
                out.writeLong(event.getCapturedAt().toEpochMilli());
                out.writeIndex(0);
                out.writeLong(-1); // one item, and then the size of the block
                out.writeLong(size);
                out.writeString("a");
                out.writeString("b");
                out.writeLong(0);
                out.writeIndex(0);
                out.writeIndex(0);
                out.writeBytes(new byte[] {7});
              });

      assertThat(outcome(decoder::decode, record))
          .isEqualTo(outcome(bytes -> ImageEnvelope.of(avro.decode(bytes)), record));
    }
  }

  @Test
  void idsAreReadInEveryFormThatJavaReads() {
    for (String text :
        new String[] {
          "01935F2E-7C00-7ABC-8DEF-0123456789AB",
          "1-2-3-4-5",
          "01935f2e-7c00-7abc-8def-0123456789ag",
          "01935f2e-7c00-7abc-8def0-123456789ab",
          ""
        }) {
      byte[] record =
          Wire.record(
              id,
              out -> {
                out.writeString(text);
                out.writeString("camera");
                out.writeLong(1);
                out.writeIndex(0);
                out.writeLong(0);
                out.writeIndex(0);
                out.writeIndex(0);
                out.writeBytes(new byte[] {7});
              });

      assertThat(outcome(decoder::decode, record))
          .isEqualTo(outcome(bytes -> ImageEnvelope.of(avro.decode(bytes)), record));
    }
  }

  @Test
  void imageStaysWhereItLiesInTheRecord() {
    byte[] record = Wire.record(id, Wire.body(Samples.image(ByteBuffer.wrap(new byte[] {7, 8}))));

    ByteBuffer image = decoder.decode(record).image();

    assertThat(image.array()).isSameAs(record);
    assertThat(image.remaining()).isEqualTo(2);
    assertThat(image.arrayOffset() + image.position()).isEqualTo(record.length - 2);
  }

  @Test
  void envelopeCostsNoMoreHeapThanItHolds() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] record = Wire.record(id, Wire.body(Samples.image(ByteBuffer.allocate(500))));
    assertThat(decoder.decode(record).source()).isSameAs(decoder.decode(record).source());

    int bytes = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RECORDS; i++) {
      bytes += decoder.decode(record).image().remaining();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / RECORDS;

    assertThat(bytes).isEqualTo(RECORDS * 500);
    assertThat(each).as("Avro's reader would take twice as much").isLessThan(MOST_BYTES_OF_HEAP);
  }

  @Test
  void moreNamesThanThereArePlacesAreAllReadRight() {
    for (int i = 0; i < 5_000; i++) {
      String source = "camera-" + i % 3_000;
      byte[] record =
          Wire.record(id, Wire.body(event(source, null, ByteBuffer.wrap(new byte[] {1}))));

      assertThat(decoder.decode(record).source().text()).isEqualTo(source);
    }
  }

  @Test
  void imageOfAnOlderSchemaIsReadToo() throws IOException {
    String text = Contract.schema("ImageEvent").toString();
    int from = text.indexOf(",{\"name\":\"attributes\"");
    int to = text.indexOf(",{\"name\":\"mediaType\"");
    Schema older = new Schema.Parser().parse(text.substring(0, from) + text.substring(to));
    var written = new GenericData.Record(older);
    written.put("id", "01935f2e-7c00-7abc-8def-0123456789ab");
    written.put("source", "dock-4");
    written.put("capturedAt", 5L);
    written.put("mediaType", "image/png");
    written.put("content", ByteBuffer.wrap(new byte[] {1}));
    byte[] record = Wire.record(http.server().add(older), Wire.body(older, written));

    for (int i = 0; i < 2; i++) {
      ImageEnvelope envelope = decoder.decode(record);
      assertThat(envelope.capturedAt()).isEqualTo(5);
      assertThat(envelope.mediaType()).isEqualTo(Name.of("image/png"));
      assertThat(envelope.image()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    }
  }

  @Test
  void schemaThatNobodyKnowsIsRefusedEachTime() {
    for (int i = 0; i < 2; i++) {
      assertRefused(UNKNOWN_SCHEMA, () -> decoder.decode(Wire.record(99, new byte[60])));
    }
  }

  private static Object outcome(Function<byte[], ImageEnvelope> reader, byte[] record) {
    try {
      return reader.apply(record);
    } catch (DecodeException e) {
      return e.code() + ": " + e.getMessage();
    }
  }

  private static ImageEvent event(Random random) {
    Object content =
        random.nextInt(5) > 0
            ? ByteBuffer.wrap(bytes(random, 40))
            : new ImageReference(text(random), text(random), random.nextLong());
    return event(text(random), random.nextBoolean() ? null : text(random), content, random);
  }

  private static ImageEvent event(String source, @Nullable String model, Object content) {
    return event(source, model, content, new Random(1));
  }

  private static ImageEvent event(
      String source, @Nullable String model, Object content, Random random) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      attributes.put(text(random), text(random));
    }
    return new ImageEvent(
        new UUID(random.nextLong(), random.nextLong()),
        source,
        Instant.ofEpochMilli(random.nextLong()),
        model,
        attributes,
        random.nextInt(3) > 0 ? "image/jpeg" : null,
        content);
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random) {
    String[] some = {"", "dock-4", "Ärger", "日本", "😀", "x".repeat(300)};
    return requireNonNull(some[random.nextInt(some.length)]);
  }
}
