package io.millrace.schemas.serde;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.ImageReference;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What scoring needs of an {@link ImageEvent}.
 *
 * @param capturedAt milliseconds since 1970-01-01T00:00Z
 * @param model null: the default
 * @param image from position to limit, where it lies in the record; empty where there is a uri
 * @param uri where the image lies if it is not in the record
 */
public record ImageEnvelope(
    UUID id,
    Name source,
    long capturedAt,
    @Nullable Name model,
    @Nullable Name mediaType,
    ByteBuffer image,
    @Nullable String uri) {

  static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** Of a record that was read whole. */
  public static ImageEnvelope of(ImageEvent event) {
    Object content = event.getContent();
    return new ImageEnvelope(
        event.getId(),
        Name.of(event.getSource()),
        event.getCapturedAt().toEpochMilli(),
        name(event.getModel()),
        name(event.getMediaType()),
        content instanceof ByteBuffer bytes ? bytes : NONE,
        content instanceof ImageReference reference ? reference.getUri() : null);
  }

  private static @Nullable Name name(@Nullable String text) {
    return text == null ? null : Name.of(text);
  }
}
