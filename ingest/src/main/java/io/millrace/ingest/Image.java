package io.millrace.ingest;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * An image to publish.
 *
 * @param source where it comes from (a camera, a feed); images of one source keep their order
 * @param content its bytes, JPEG or PNG; not to be changed before the returned future is done
 * @param capturedAt when it was taken; null: now
 * @param model who shall score it; null: the job's default model
 * @param mediaType the type that somebody declared for it; null: the one that its bytes show
 * @param attributes what else is to be said about it; not interpreted
 * @param headers of the Kafka record ({@code traceparent}); they travel into the prediction
 */
public record Image(
    String source,
    ByteBuffer content,
    @Nullable Instant capturedAt,
    @Nullable String model,
    @Nullable String mediaType,
    Map<String, String> attributes,
    Iterable<Header> headers) {

  /** An image of which nothing else is known. */
  public static Image of(String source, byte[] content) {
    return new Image(source, ByteBuffer.wrap(content), null, null, null, Map.of(), List.of());
  }

  /** The same, for a model. */
  public Image forModel(@Nullable String name) {
    return new Image(source, content, capturedAt, name, mediaType, attributes, headers);
  }
}
