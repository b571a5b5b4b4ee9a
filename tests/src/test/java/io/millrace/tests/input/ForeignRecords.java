package io.millrace.tests.input;

import io.millrace.avro.ImageEvent;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Records written by hand, in the wire format, of schemas that are registered where needed.
 *
 * @param registry where the schemas go, each under a subject of its own
 */
public record ForeignRecords(SchemaRegistry registry) {

  private static final String ID = "01935f2e-7c00-7abc-8def-0123456789ab";
  private static final String SOURCE_FIELD = "{\"name\":\"source\",\"type\":\"string\"";

  private interface Body {
    void write(BinaryEncoder out) throws IOException;
  }

  byte[] ofAnotherKind() {
    int id =
        register(
            "other",
            "{\"type\":\"record\",\"name\":\"Weather\",\"fields\":"
                + "[{\"name\":\"celsius\",\"type\":\"double\"}]}");
    return record(id, out -> out.writeDouble(21.5));
  }

  byte[] withoutItsSource() {
    String renamed = ours().replace(SOURCE_FIELD, SOURCE_FIELD.replace("source", "origin"));
    return record(
        register("missing", renamed),
        out -> {
          envelope(out);
          out.writeIndex(0); // bytes
          out.writeBytes(new byte[] {1});
        });
  }

  byte[] withUnionIndex(int index) {
    return record(
        ourId(),
        out -> {
          envelope(out);
          out.writeIndex(index);
          out.writeBytes(new byte[] {1});
        });
  }

  /** The media type is an enumeration to this writer, of two symbols. */
  byte[] withEnum(int symbol) {
    String type = "\"name\":\"mediaType\",\"type\":";
    String text =
        ours()
            .replace(
                type + "[\"null\",\"string\"]",
                type
                    + "[\"null\",{\"type\":\"enum\",\"name\":\"Kind\",\"symbols\":[\"A\",\"B\"]}]");
    return record(
        register("enum", text),
        out -> {
          envelopeToMediaType(out);
          out.writeIndex(1);
          out.writeEnum(symbol);
          out.writeIndex(0);
          out.writeBytes(new byte[] {1});
        });
  }

  byte[] withBytesLeftOver() {
    return record(
        ourId(),
        out -> {
          envelope(out);
          out.writeIndex(0);
          out.writeBytes(new byte[] {1});
          out.writeString("and more");
        });
  }

  byte[] withStringOf(long length) {
    return record(ourId(), out -> out.writeLong(length));
  }

  byte[] withMapOf(long count) {
    return record(
        ourId(),
        out -> {
          envelopeToAttributes(out);
          out.writeLong(count);
          out.writeLong(Integer.MAX_VALUE);
        });
  }

  byte[] withImageOf(long length) {
    return record(
        ourId(),
        out -> {
          envelope(out);
          out.writeIndex(0);
          out.writeLong(length);
        });
  }

  byte[] withArrayOf(long count) {
    String array = "{\"type\":\"array\",\"items\":\"null\"}";
    return record(register("array", withFirstField(array)), out -> out.writeLong(count));
  }

  byte[] nested(int depth) {
    String node =
        "{\"type\":\"record\",\"name\":\"Node\",\"fields\":"
            + "[{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}";
    return record(
        register("node", withFirstField(node)),
        out -> {
          for (int i = 0; i < depth; i++) {
            out.writeIndex(1);
          }
        });
  }

  /** A good image, of a schema that nobody has seen before: ours and a field more. */
  NewSchema ofNewSchema(String field, byte[] image) {
    String text =
        ours().replaceFirst("\\]\\}$", "").concat(",{\"name\":\"%s\",\"type\":\"int\"}]}");
    int id = register("new-" + field, text.formatted(field));
    return new NewSchema(
        id,
        record(
            id,
            out -> {
              envelope(out);
              out.writeIndex(0);
              out.writeBytes(image);
              out.writeInt(7);
            }));
  }

  /** A record and the id of its schema. */
  @SuppressWarnings("ArrayRecordComponent") // compared never
  record NewSchema(int id, byte[] value) {}

  private static String ours() {
    return ImageEvent.getClassSchema()
        .toString()
        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
        .replace(",\"avro.java.string\":\"String\"", "");
  }

  private static String withFirstField(String type) {
    String field = "\"fields\":[{\"name\":\"foreign\",\"type\":%s},".formatted(type);
    return ours().replaceFirst("\"fields\":\\[", Matcher.quoteReplacement(field));
  }

  private int ourId() {
    return registry.register(Topics.IMAGES.subject(), ImageEvent.getClassSchema());
  }

  private int register(String name, String schema) {
    return registry.register("bad-input-" + name, new Schema.Parser().parse(schema));
  }

  private static void envelopeToAttributes(BinaryEncoder out) throws IOException {
    out.writeString(ID);
    out.writeString("foreign");
    out.writeLong(0); // captured at
    out.writeIndex(0); // no model
  }

  private static void envelopeToMediaType(BinaryEncoder out) throws IOException {
    envelopeToAttributes(out);
    out.writeLong(0); // no attributes
  }

  private static void envelope(BinaryEncoder out) throws IOException {
    envelopeToMediaType(out);
    out.writeIndex(0); // no media type
  }

  private static byte[] record(int id, Body body) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      body.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
