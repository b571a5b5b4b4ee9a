package io.millrace.schemas.serde;

import io.millrace.schemas.serde.DecodeException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of one type, whatever version of its schema they were written with. For one
 * thread.
 *
 * <p>Fields of type {@code bytes} are slices of the array that was given; it must not change while
 * they are in use. (Avro's {@code JsonEncoder} forgets where a slice begins: copy the bytes for
 * it.)
 */
public final class AvroDecoder<T extends IndexedRecord> {

  private static final int HEADER = 5;

  private final SchemaRegistry registry;
  private final Schema ours;
  private final FastReaderBuilder resolver;
  private final Map<Integer, DatumReader<T>> readers = new HashMap<>();

  /** Decodes whole records into their generated class. */
  public AvroDecoder(SchemaRegistry registry, Class<T> type) {
    this(registry, SpecificData.getForClass(type).getSchema(type), new RecordModel(type));
  }

  private AvroDecoder(SchemaRegistry registry, Schema ours, GenericData model) {
    this.registry = registry;
    this.ours = ours;
    // One resolver for each decoder: it keeps readers that it could not complete. And a schema may
    // never name a class to load (CVE-2024-47561).
    this.resolver =
        new FastReaderBuilder(model).withClassPropEnabled(false).withKeyClassEnabled(false);
  }

  /**
   * Decodes some fields of records and steps over the others.
   *
   * @param part the schema of the records without the fields that are not wanted, at any depth
   */
  public static AvroDecoder<GenericRecord> ofPart(SchemaRegistry registry, Schema part) {
    return new AvroDecoder<>(registry, part, new GenericData());
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
                  bytes[0] != 0
                      ? "it starts with byte " + (bytes[0] & 0xFF) + ", not with 0"
                      : "it has only " + bytes.length + " bytes"),
          null);
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    DatumReader<T> reader = reader(id);
    try {
      return read(reader, new BoundedDecoder(bytes, HEADER));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro meets damaged bytes with a dozen unrelated exceptions; a schema that contains itself
      // can nest as deep as the bytes say.
      throw new DecodeException(
          Code.SCHEMA,
          "The value does not fit %s (schema id %d): %s".formatted(ours.getName(), id, reason(e)),
          e);
    }
  }

  private DatumReader<T> reader(int id) {
    DatumReader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    DatumReader<T> resolved = resolve(registry.byId(id));
    readers.put(id, resolved);
    return resolved;
  }

  private DatumReader<T> resolve(Schema theirs) {
    try {
      return resolver.createDatumReader(theirs, ours);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return new Misfit<>(reason(e));
    }
  }

  private static <T> T read(DatumReader<T> reader, BoundedDecoder decoder) throws IOException {
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

  /** Stands for a schema that cannot be read as ours; it is compared with ours only once. */
  private record Misfit<T>(String reason) implements DatumReader<T> {

    @Override
    public void setSchema(Schema schema) {
      throw new UnsupportedOperationException("It has its schema.");
    }

    @Override
    public T read(@Nullable T reuse, Decoder in) throws IOException {
      throw new IOException(reason);
    }
  }
}
