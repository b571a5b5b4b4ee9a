package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.ImageReference;
import io.millrace.schemas.golden.Contract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Producers of an older and of a newer contract are read, as far as they can be. */
class EvolutionTest {

  private static final String ATTRIBUTES = ",{\"name\":\"attributes\"";
  private static final String ID = "01935f2e-7c00-7abc-8def-0123456789ab";

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  @Test
  void fieldThatTheWriterAddedIsPassedOver() throws IOException {
    Schema writer =
        edited(
            ATTRIBUTES,
            ",{\"name\":\"places\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"map\",\"values\":\"bytes\"}},\"default\":[]}"
                + ATTRIBUTES);
    GenericRecord record = record(writer);
    record.put("places", List.of(Map.of("a", ByteBuffer.wrap(new byte[9])), Map.of()));
    record.put("attributes", Map.of("lane", "7"));

    assertThat(decode(writer, record).getAttributes()).containsExactly(Map.entry("lane", "7"));
  }

  @Test
  void fieldThatTheWriterLacksHasItsDefaultEachTimeAnew() throws IOException {
    Schema full = Contract.schema("ImageEvent");
    String text = full.toString();
    int from = text.indexOf(ATTRIBUTES);
    Schema writer = edited(text.substring(from, text.indexOf(",{\"name\":\"mediaType\"")), "");
    int id = http.server().add(writer);
    byte[] bytes = Wire.record(id, Wire.body(writer, record(writer)));
    var decoder = new AvroDecoder<>(http.registry(), ImageEvent.class);

    ImageEvent first = decoder.decode(bytes);
    ImageEvent second = decoder.decode(bytes);

    assertThat(first.getAttributes()).isEmpty();
    assertThat(second.getAttributes()).isEmpty();
    assertThat(first.getAttributes()).isNotSameAs(second.getAttributes());
  }

  @Test
  void unionBranchThatTheWriterAddedDoesNotHurtTheOthers() throws IOException {
    Schema writer =
        edited(
            "\"name\":\"content\",\"type\":[\"bytes\"",
            "\"name\":\"content\",\"type\":[\"bytes\",\"double\"");
    GenericRecord record = record(writer);

    assertThat(decode(writer, record).getContent()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    record.put("content", 0.5);
    Refusal.assertRefused(DecodeException.Code.SCHEMA, () -> decode(writer, record));
  }

  @Test
  void contentThatWasNeverAUnionIsRead() throws IOException {
    String text = Contract.schema("ImageEvent").toString();
    Schema union = Contract.schema("ImageEvent").getField("content").schema();
    Schema writer =
        new Schema.Parser()
            .parse(text.replace(union.toString(), union.getTypes().get(1).toString()));
    GenericRecord record = record(writer);
    GenericRecord reference = new GenericData.Record(union.getTypes().get(1));
    reference.put("uri", "s3://a/b");
    reference.put("sha256", "00");
    reference.put("size", 1L);
    record.put("content", reference);

    assertThat(decode(writer, record).getContent())
        .isEqualTo(new ImageReference("s3://a/b", "00", 1L));
  }

  private ImageEvent decode(Schema writer, GenericRecord record) {
    int id = http.server().add(writer);
    return new AvroDecoder<>(http.registry(), ImageEvent.class)
        .decode(Wire.record(id, Wire.body(writer, record)));
  }

  private static GenericRecord record(Schema writer) {
    GenericRecord record = new GenericData.Record(writer);
    record.put("id", ID);
    record.put("source", "dock-4");
    record.put("capturedAt", -1L);
    record.put("content", ByteBuffer.wrap(new byte[] {1}));
    if (writer.getField("attributes") != null) {
      record.put("attributes", Map.of());
    }
    return record;
  }

  private static Schema edited(String from, String to) throws IOException {
    String text = Contract.schema("ImageEvent").toString();
    assertThat(text).contains(from);
    return new Schema.Parser().parse(text.replace(from, to));
  }
}
