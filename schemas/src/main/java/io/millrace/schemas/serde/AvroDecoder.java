package io.millrace.schemas.serde;

import io.millrace.schemas.serde.DecodeException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of one type, whatever version of its schema they were written with. For one
 * thread.
 *
 * <p>Fields of type {@code bytes} are views on the array that was given; it must not change while
 * they are in use.
 */
public final class AvroDecoder<T extends SpecificRecord> {

  static {
    GeneratedClasses.trust();
  }

  private static final int HEADER = 5;

  private final SchemaRegistry registry;
  private final SpecificData model;
  private final Schema readerSchema;
  private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();

  public AvroDecoder(SchemaRegistry registry, Class<T> type) {
    this.registry = registry;
    this.model = SpecificData.getForClass(type);
    this.readerSchema = model.getSchema(type);
  }

  /**
   * Decodes one record.
   *
   * @throws DecodeException if these bytes will never be such a record
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  public T decode(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      throw new DecodeException(Code.EMPTY, "The record has no value.", null);
    }
    if (bytes.length < HEADER || bytes[0] != 0) {
      throw new DecodeException(
          Code.NOT_AVRO,
          "The value is not in the Confluent wire format: %s."
              .formatted(
                  bytes.length < HEADER
                      ? "it has only " + bytes.length + " bytes"
                      : "it starts with byte " + (bytes[0] & 0xFF) + ", not with 0"),
          null);
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    Schema writer = registry.byId(id);
    try {
      return read(reader(id, writer), new BoundedDecoder(bytes, HEADER));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro meets damaged bytes with a dozen unrelated exceptions; a schema that contains itself
      // can nest as deep as the bytes say.
      throw new DecodeException(
          Code.SCHEMA,
          "The value does not fit %s (schema id %d): %s"
              .formatted(readerSchema.getName(), id, reason(e)),
          e);
    }
  }

  private SpecificDatumReader<T> reader(int id, Schema writer) {
    return readers.computeIfAbsent(
        id, key -> new SpecificDatumReader<>(writer, readerSchema, model));
  }

  private T read(SpecificDatumReader<T> reader, BoundedDecoder decoder) throws IOException {
    T value = reader.read(null, decoder);
    if (decoder.remaining() > 0) {
      throw new IOException(decoder.remaining() + " bytes are left over.");
    }
    return value;
  }

  private static String reason(Throwable e) {
    if (e instanceof StackOverflowError) {
      return "it nests too deep";
    }
    return e instanceof AvroRuntimeException || e instanceof IOException
        ? String.valueOf(e.getMessage())
        : e.toString();
  }
}
