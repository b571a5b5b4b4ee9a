package io.millrace.schemas.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.serde.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;

/** A record as text, for people and for comparison. */
final class Json {

  private Json() {}

  /** By way of the record's bytes, for Avro's JSON misreads a byte buffer that is a slice. */
  static String of(SpecificRecord record) throws IOException {
    return of(
        new GenericDatumReader<IndexedRecord>(record.getSchema())
            .read(null, DecoderFactory.get().binaryDecoder(Wire.body(record), null)));
  }

  static String of(IndexedRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out, true);
    new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toString(UTF_8);
  }
}
