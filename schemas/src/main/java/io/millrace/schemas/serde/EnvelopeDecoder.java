package io.millrace.schemas.serde;

import io.millrace.avro.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelopes of images. For one thread.
 *
 * <p>An image that was written with our own schema, as nearly all are, is read here field by field,
 * into what scoring needs and no more; by Avro's reader every image would pay for the rest too.
 * What that reader refuses, and what has another schema, is left to {@link AvroDecoder}: it knows
 * how to resolve schemas and what to say. So there is one notion of what a good record is, and a
 * test holds both readers to it.
 */
public final class EnvelopeDecoder {

  private static final int HEADER = 5;
  private static final String OURS = layout(ImageEvent.getClassSchema());

  private final SchemaRegistry registry;
  private final AvroDecoder<ImageEvent> general;
  private final BoundedDecoder in = new BoundedDecoder(new byte[0], 0);
  private final Names names = new Names();

  /** By id, whether records of a schema have the fields of ours and no others. */
  private final Map<Integer, Boolean> asOurs = new HashMap<>();

  public EnvelopeDecoder(SchemaRegistry registry) {
    this.registry = registry;
    this.general = new AvroDecoder<>(registry, ImageEvent.class);
  }

  /** Names, types and order of the fields, without what does not show in a record. */
  private static String layout(Schema schema) {
    return SchemaNormalization.toParsingForm(schema);
  }

  /**
   * Reads one envelope. The image stays where it lies in the bytes, which must not change.
   *
   * @throws DecodeException if these bytes will never be an image's record
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  public ImageEnvelope decode(byte @Nullable [] bytes) {
    if (bytes != null && bytes.length >= HEADER && bytes[0] == 0) {
      int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
      ImageEnvelope envelope = asOurs.getOrDefault(id, false) ? direct(bytes) : null;
      if (envelope != null) {
        return envelope;
      }
      ImageEvent event = general.decode(bytes);
      asOurs.computeIfAbsent(id, unknown -> layout(registry.byId(id)).equals(OURS));
      return ImageEnvelope.of(event);
    }
    return ImageEnvelope.of(general.decode(bytes));
  }

  /** Null where Avro's reader is to say what is wrong. */
  private @Nullable ImageEnvelope direct(byte[] bytes) {
    try {
      in.reset(bytes, HEADER);
      ImageEnvelope envelope = read();
      return in.remaining() == 0 ? envelope : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private ImageEnvelope read() throws IOException {
    var id = in.readUuid();
    Name source = in.readName(names);
    long capturedAt = in.readLong();
    Name model = readNullableName();
    skipAttributes();
    Name mediaType = readNullableName();
    ByteBuffer image = ImageEnvelope.NONE;
    String uri = null;
    if (branch(2) == 0) {
      image = in.readInPlace();
    } else {
      uri = in.readString();
      in.skipString(); // sha256
      in.readLong(); // size
    }
    return new ImageEnvelope(id, source, capturedAt, model, mediaType, image, uri);
  }

  private @Nullable Name readNullableName() throws IOException {
    return branch(2) == 0 ? null : in.readName(names);
  }

  private int branch(int branches) throws IOException {
    int branch = in.readIndex();
    if (branch < 0 || branch >= branches) {
      throw new IOException("A union has no branch " + branch);
    }
    return branch;
  }

  /** Item by item: a block that says how long it is may lie, and would be stepped over. */
  private void skipAttributes() throws IOException {
    for (long items = in.readMapStart(); items > 0; items = in.mapNext()) {
      for (long i = 0; i < items; i++) {
        in.skipString();
        in.skipString();
      }
    }
  }
}
