package io.millrace.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Bytes as a foreign producer makes them, right or wrong. */
public final class Wire {

  /** Writes the body by hand. */
  interface Body {
    void write(BinaryEncoder out) throws IOException;
  }

  private Wire() {}

  /** A body in the Confluent wire format. */
  public static byte[] record(int id, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  static byte[] record(int id, Body body) {
    return record(id, bytes(body));
  }

  static byte[] bytes(Body body) {
    var bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      body.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Avro body of one of our records, by Avro's own encoder. */
  public static <T extends SpecificRecord> byte[] body(T record) {
    var data = SpecificData.getForClass(record.getClass());
    var writer = new SpecificDatumWriter<T>(record.getSchema(), data);
    return bytes(out -> writer.write(record, out));
  }

  static byte[] body(Schema schema, Object generic) {
    return bytes(out -> new GenericDatumWriter<>(schema).write(generic, out));
  }

  static byte[] without(byte[] record, int atTheEnd) {
    return Arrays.copyOf(record, record.length - atTheEnd);
  }
}
