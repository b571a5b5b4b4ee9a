package io.millrace.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Encodes records of one type; its schema is registered with the first. For one thread. */
public final class AvroEncoder<T extends SpecificRecord> {

  private final SchemaRegistry registry;
  private final String subject;
  private final Class<T> type;
  private final SpecificDatumWriter<T> writer;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
  private @Nullable BinaryEncoder encoder;
  private byte @Nullable [] header;

  public AvroEncoder(SchemaRegistry registry, String subject, Class<T> type) {
    this.registry = registry;
    this.subject = subject;
    this.type = type;
    this.writer = new SpecificDatumWriter<>(type);
  }

  /**
   * Registers the schema now, for those who cannot wait when the first record comes.
   *
   * @return its id
   * @throws SchemaRefusedException if the registry refuses our schema
   * @throws RegistryUnavailableException if the registry does not answer
   */
  public int register() {
    return ByteBuffer.wrap(header(), 1, 4).getInt();
  }

  /**
   * Encodes one record.
   *
   * @throws SchemaRefusedException if the registry refuses our schema
   * @throws RegistryUnavailableException if the registry does not answer the first time
   */
  public byte[] encode(T value) {
    byte[] start = header();
    buffer.reset();
    buffer.write(start, 0, start.length);
    encoder = EncoderFactory.get().binaryEncoder(buffer, encoder);
    try {
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed.", e);
    }
    return buffer.toByteArray();
  }

  private byte[] header() {
    byte[] known = header;
    if (known == null) {
      int id = registry.register(subject, SpecificData.getForClass(type).getSchema(type));
      known = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
      header = known;
    }
    return known;
  }
}
