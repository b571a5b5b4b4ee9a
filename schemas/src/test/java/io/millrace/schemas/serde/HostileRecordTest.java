package io.millrace.schemas.serde;

import static io.millrace.schemas.serde.DecodeException.Code.SCHEMA;
import static io.millrace.schemas.serde.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.millrace.avro.HostStatus;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.Origin;
import io.millrace.schemas.golden.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows K4 and K5: a record or schema that lies costs nothing and loads nothing. */
@Timeout(20)
class HostileRecordTest {

  private static final String ID = "01935f2e-7c00-7abc-8def-0123456789ab";
  private static final long TWO_GB = Integer.MAX_VALUE;

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  private AvroDecoder<ImageEvent> decoder;
  private int id;

  @BeforeEach
  void imageSchema() {
    id = http.server().add(ImageEvent.getClassSchema());
    decoder = new AvroDecoder<>(http.registry(), ImageEvent.class);
    decoder.decode(Wire.record(id, Wire.body(Samples.image(ByteBuffer.allocate(1)))));
  }

  @ParameterizedTest
  @ValueSource(longs = {TWO_GB, 1L << 40, Long.MAX_VALUE, 1_000, -1, Long.MIN_VALUE})
  void lengthOfAStringThatLiesAllocatesNothing(long length) {
    assertCheaplyRefused(Wire.record(id, out -> out.writeLong(length)));
  }

  @ParameterizedTest
  @ValueSource(longs = {TWO_GB, 1L << 40, Long.MAX_VALUE, 1_000, -TWO_GB, -1, Long.MIN_VALUE})
  void countOfAMapThatLiesAllocatesNothing(long count) {
    assertCheaplyRefused(
        Wire.record(
            id,
            out -> {
              envelope(out);
              out.writeLong(count);
              out.writeLong(TWO_GB);
            }));
  }

  @ParameterizedTest
  @ValueSource(longs = {TWO_GB, 1L << 40, Long.MAX_VALUE, 1_000, -1, Long.MIN_VALUE})
  void lengthOfTheImageThatLiesAllocatesNothing(long length) {
    assertCheaplyRefused(
        Wire.record(
            id,
            out -> {
              envelope(out);
              out.writeLong(0); // no attributes
              out.writeIndex(0); // no media type
              out.writeIndex(0); // bytes
              out.writeLong(length);
            }));
  }

  @ParameterizedTest
  @ValueSource(longs = {TWO_GB, 1L << 40, Long.MAX_VALUE, 1_000, -TWO_GB, Long.MIN_VALUE})
  void countOfAnArrayThatLiesAllocatesNothing(long count) {
    var status = new AvroDecoder<>(http.registry(), HostStatus.class);
    int statusId = http.server().add(HostStatus.getClassSchema());
    byte[] record =
        Wire.record(
            statusId,
            out -> {
              out.writeString("host-1");
              out.writeLong(0);
              out.writeLong(0);
              out.writeLong(0);
              out.writeLong(count);
              out.writeLong(TWO_GB);
            });

    assertCheaply(() -> status.decode(record));
  }

  @Test
  void itemsOfNoBytesInAForeignFieldCostNoTime() {
    int foreign = http.server().add(withFirstField("{\"type\":\"array\",\"items\":\"null\"}"));
    byte[] record =
        Wire.record(
            foreign,
            out -> {
              for (int i = 0; i < 300_000; i++) {
                out.writeLong(100_000);
              }
            });

    assertRefused(SCHEMA, () -> decoder.decode(record));
  }

  @Test
  void foreignFieldThatContainsItselfIsRefusedHoweverDeepItNests() {
    int foreign =
        http.server()
            .add(
                withFirstField(
                    "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}"));
    byte[] deep =
        Wire.record(
            foreign,
            out -> {
              for (int i = 0; i < 900_000; i++) {
                out.writeIndex(1);
              }
            });

    assertRefused(SCHEMA, () -> decoder.decode(deep)).withMessageContaining("nests too deep");
    assertThat(decoder.decode(Wire.record(id, Wire.body(Samples.image(ByteBuffer.allocate(1))))))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"java-class", "java-key-class", "java-element-class", "avro.java.string"})
  void classThatASchemaNamesIsNeverLoaded(String property) {
    String trap = "io.millrace.schemas.serde.Bait";
    String text = SchemaRegistry.portable(ImageEvent.getClassSchema());
    String annotated =
        text.replace(
                "{\"name\":\"source\",\"type\":\"string\"",
                "{\"name\":\"source\",\"type\":{\"type\":\"string\",\"%s\":\"%s\"}"
                    .formatted(property, trap))
            .replace(
                "{\"type\":\"map\",\"values\":\"string\"",
                "{\"type\":\"map\",\"values\":\"string\",\"%s\":\"%s\"".formatted(property, trap));
    assertThat(annotated.split(trap, -1)).hasSize(3);
    int foreign = http.server().addText(annotated);
    ImageEvent event = Samples.image(ByteBuffer.allocate(1));

    assertThat(decoder.decode(Wire.record(foreign, Wire.body(event)))).isEqualTo(event);
    assertThat(Trap.sprung()).isFalse();
  }

  @Test
  void recordOfAForeignNameDoesNotLoadItsClass() {
    String name = "io.millrace.schemas.serde.Bait";
    int foreign =
        http.server()
            .add(
                withFirstField(
                    "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[]}".formatted(name)));
    ImageEvent event = Samples.image(ByteBuffer.allocate(1));

    assertThat(decoder.decode(Wire.record(foreign, Wire.body(event)))).isEqualTo(event);
    assertThat(Trap.sprung()).isFalse();
  }

  @Test
  void numberOfMoreThanTenBytesIsRefused() {
    byte[] endless = new byte[64];
    Arrays.fill(endless, (byte) 0x80);

    assertRefused(SCHEMA, () -> decoder.decode(Wire.record(id, endless)));
  }

  @Test
  void numberOfMoreThan64BitsIsRefused() {
    byte[] tooWide = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new BoundedDecoder(tooWide, 0).readLong());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 63, -64, 64, 300, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
  void numberIsReadAsAvroWritesIt(long number) throws IOException {
    assertThat(new BoundedDecoder(Wire.bytes(out -> out.writeLong(number)), 0).readLong())
        .isEqualTo(number);
  }

  @Test
  void intThatIsALongIsRefused() {
    int origin = http.server().add(Origin.getClassSchema());
    byte[] record = Wire.record(origin, out -> out.writeLong(1L << 33));

    assertRefused(SCHEMA, () -> new AvroDecoder<>(http.registry(), Origin.class).decode(record));
  }

  private void assertCheaplyRefused(byte[] record) {
    assertCheaply(() -> decoder.decode(record));
  }

  /** Within what an exception and its message take: no array of the claimed length. */
  private static void assertCheaply(ThrowingCallable decoding) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertRefused(SCHEMA, decoding);
    long before = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    assertRefused(SCHEMA, decoding);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private static void envelope(BinaryEncoder out) throws IOException {
    out.writeString(ID);
    out.writeString("dock-4");
    out.writeLong(0);
    out.writeIndex(0); // no model
  }

  private static Schema withFirstField(String type) {
    String text = SchemaRegistry.portable(ImageEvent.getClassSchema());
    return new Schema.Parser()
        .parse(
            text.replaceFirst(
                "\"fields\":\\[",
                Matcher.quoteReplacement(
                    "\"fields\":[{\"name\":\"foreign\",\"type\":%s},".formatted(type))));
  }
}
