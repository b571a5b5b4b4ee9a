package io.millrace.schemas.serde;

import static io.millrace.schemas.serde.DecodeException.Code.EMPTY;
import static io.millrace.schemas.serde.DecodeException.Code.NOT_AVRO;
import static io.millrace.schemas.serde.DecodeException.Code.SCHEMA;
import static io.millrace.schemas.serde.DecodeException.Code.UNKNOWN_SCHEMA;
import static io.millrace.schemas.serde.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensors;
import io.millrace.schemas.golden.Samples;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows K1 to K3: a record that is not what its topic holds ends in a code. */
class AvroDecoderTest {

  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8};

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  private AvroDecoder<ImageEvent> decoder;
  private byte[] image;

  @BeforeEach
  void imageRecord() {
    decoder = new AvroDecoder<>(http.registry(), ImageEvent.class);
    int id = http.server().add(ImageEvent.getClassSchema());
    image = Wire.record(id, Wire.body(Samples.image(ByteBuffer.wrap(PIXELS))));
  }

  @Test
  void encodedRecordComesBack() {
    var encoder = new AvroEncoder<>(http.registry(), "images-value", ImageEvent.class);
    ImageEvent event = Samples.image(ByteBuffer.wrap(PIXELS));

    byte[] bytes = encoder.encode(event);

    assertThat(ByteBuffer.wrap(bytes, 0, 5))
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, (byte) 0xE9}));
    System.arraycopy(image, 1, bytes, 1, 4); // the id under which this server has the schema
    assertThat(decoder.decode(bytes)).isEqualTo(event);
    assertThat(encoder.encode(event)).hasSameSizeAs(bytes);
    assertThat(http.server().registrations()).hasSize(1);
  }

  @Test
  void imageBytesAreASliceOfTheRecord() {
    ByteBuffer content = (ByteBuffer) decoder.decode(image).getContent();

    assertThat(content.array()).isSameAs(image);
    assertThat(content.arrayOffset()).isEqualTo(image.length - PIXELS.length);
    assertThat(content.position()).isZero();
    assertThat(content.capacity()).isEqualTo(PIXELS.length);
  }

  @Test
  void decodedRecordEncodesToTheSameBytes() {
    byte[] again = Wire.body(decoder.decode(image));

    assertThat(again).isEqualTo(Arrays.copyOfRange(image, 5, image.length));
  }

  @ParameterizedTest
  @NullAndEmptySource
  void noValueIsEmpty(byte @Nullable [] value) {
    assertRefused(EMPTY, () -> decoder.decode(value));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void fewerThanFiveBytesAreNotAvro(int length) {
    assertRefused(NOT_AVRO, () -> decoder.decode(new byte[length]));
  }

  @ParameterizedTest
  @ValueSource(bytes = {1, 'O', '{', (byte) 0xFF, (byte) 0x89})
  void unknownMagicIsNotAvro(byte magic) {
    image[0] = magic;
    assertRefused(NOT_AVRO, () -> decoder.decode(image));
    assertRefused(NOT_AVRO, () -> decoder.decode(new byte[] {magic}));
  }

  @Test
  void idThatNobodyKnowsIsUnknown() {
    assertRefused(UNKNOWN_SCHEMA, () -> decoder.decode(Wire.record(99, PIXELS)));
  }

  @Test
  void registryThatIsDownIsNoFaultOfTheRecord() {
    http.server().close();

    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> decoder.decode(image));
  }

  @Test
  void recordOfAnotherTopicIsRefusedEachTimeWithItsReason() {
    int id = http.server().add(Origin.getClassSchema());
    byte[] record = Wire.record(id, Wire.body(new Origin(1, 2L)));

    for (int i = 0; i < 2; i++) {
      assertRefused(SCHEMA, () -> decoder.decode(record))
          .withMessageContaining("missing required field");
    }
  }

  @Test
  void fieldOfAnotherTypeIsRefused() {
    Schema writer =
        edited(
            ImageEvent.getClassSchema(),
            "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
            "\"string\"");
    int id = http.server().add(writer);

    assertRefused(SCHEMA, () -> decoder.decode(Wire.record(id, new byte[40])));
  }

  @Test
  void truncationAtEveryByteIsRefused() {
    for (int cut = 1; cut < image.length - 4; cut++) {
      byte[] truncated = Wire.without(image, cut);
      assertRefused(SCHEMA, () -> decoder.decode(truncated));
    }
  }

  @Test
  void bytesLeftOverAreRefused() {
    assertRefused(SCHEMA, () -> decoder.decode(Arrays.copyOf(image, image.length + 1)))
        .withMessageContaining("1 bytes are left over");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 1_000_000, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void unionBranchThatDoesNotExistIsRefused(int branch) {
    byte[] start = Arrays.copyOfRange(image, 5, image.length - PIXELS.length - 2);
    byte[] record =
        Wire.record(
            1,
            out -> {
              out.writeFixed(start);
              out.writeIndex(branch);
              out.writeBytes(PIXELS);
            });

    assertRefused(SCHEMA, () -> decoder.decode(record));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 100, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void symbolThatDoesNotExistIsRefused(int symbol) {
    int id = http.server().add(Prediction.getClassSchema());
    var predictions = new AvroDecoder<>(http.registry(), Prediction.class);
    Prediction whole = Samples.prediction(new Tensors(List.of()));
    byte[] start =
        Wire.bytes(
            out -> {
              out.writeString(whole.getImageId().toString());
              out.writeString(whole.getSource());
              out.writeLong(whole.getCapturedAt().toEpochMilli());
              out.writeInt(whole.getOrigin().getPartition());
              out.writeLong(whole.getOrigin().getOffset());
              out.writeString(whole.getModel());
              out.writeLong(whole.getVersion());
              out.writeString(whole.getDigest());
              out.writeLong(whole.getSequence());
            });
    byte[] body = Wire.body(whole);
    assertThat(Arrays.copyOf(body, start.length)).isEqualTo(start);
    byte[] record =
        Wire.record(
            id,
            out -> {
              out.writeFixed(start);
              out.writeEnum(symbol);
              out.writeFixed(body, start.length + 1, body.length - start.length - 1);
            });

    assertRefused(SCHEMA, () -> predictions.decode(record));
  }

  @Test
  void idThatIsNoUuidIsRefused() {
    byte[] record = Wire.record(1, out -> out.writeString("camera-1"));

    assertRefused(SCHEMA, () -> decoder.decode(record));
  }

  private static Schema edited(Schema schema, String from, String to) {
    String text = SchemaRegistry.portable(schema);
    assertThat(text).contains(from);
    return new Schema.Parser().parse(text.replace(from, to));
  }
}
