package io.millrace.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.ImageRefusedException;
import io.millrace.ingest.ImageRefusedException.Code;
import io.millrace.ingest.Published;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request with one published image. */
final class ImagesEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(ImagesEndpoint.class);
  private static final int LIMIT = Topics.MAX_INLINE_IMAGE_BYTES;
  private static final int DRAINED = 16 * 1024 * 1024;
  private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

  private final ImagePublisher publisher;
  private final Executor answers;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Answers for a publisher.
   *
   * @param answers threads that write the answers: the publisher's own must not wait for a client
   */
  ImagesEndpoint(ImagePublisher publisher, Executor answers) {
    this.publisher = publisher;
    this.answers = answers;
  }

  void post(Context request) throws IOException {
    CompletableFuture<Published> published;
    try {
      published = publisher.publish(image(request));
    } catch (ImageRefusedException e) {
      answer(request, Problem.of(e));
      return;
    }
    request.future(
        () ->
            published.handleAsync(
                (image, failure) -> {
                  if (failure == null) {
                    answer(request, image);
                  } else {
                    LOG.warn("Kafka did not take an image.", failure);
                    answer(request, Problem.notTaken(failure));
                  }
                  return image;
                },
                answers));
  }

  private static Image image(Context request) throws IOException {
    String type = request.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("image/")) {
      throw new ImageRefusedException(
          Code.NOT_IMAGE, "Content-Type must be image/jpeg or image/png, not " + type + ".");
    }
    String source = request.queryParam("source");
    return new Image(
        source == null ? "" : source,
        ByteBuffer.wrap(body(request)),
        null,
        request.queryParam("model"),
        type,
        Map.of(),
        headers(request));
  }

  /** Never more than the limit is kept, whatever is sent. */
  private static byte[] body(Context request) throws IOException {
    InputStream sent = request.bodyInputStream();
    boolean declared = request.contentLength() > LIMIT;
    byte[] body = declared ? new byte[0] : sent.readNBytes(LIMIT + 1);
    if (declared || body.length > LIMIT) {
      drain(sent);
      request.header("Connection", "close");
      throw new ImageRefusedException(
          Code.TOO_LARGE, "The image is larger than %d bytes (900 KiB).".formatted(LIMIT));
    }
    return body;
  }

  /** Many clients read no answer before they have sent everything; within reason, let them. */
  private static void drain(InputStream sent) throws IOException {
    byte[] chunk = new byte[64 * 1024];
    int read = 0;
    for (int left = DRAINED; left > 0 && read >= 0; left -= read) {
      read = sent.read(chunk, 0, Math.min(chunk.length, left));
    }
  }

  private static List<Header> headers(Context request) {
    List<Header> headers = new ArrayList<>();
    for (String name : TRACE_HEADERS) {
      String value = request.header(name);
      if (value != null) {
        headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return headers;
  }

  private void answer(Context request, Published image) {
    write(
        request.status(202).contentType("application/json"),
        Map.of(
            "id", image.id().toString(), "partition", image.partition(), "offset", image.offset()));
  }

  void answer(Context request, Problem problem) {
    write(
        request.status(problem.status()).contentType("application/problem+json"),
        Map.of("code", problem.code(), "message", problem.message()));
  }

  private void write(Context request, Map<String, Object> body) {
    try {
      request.result(json.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new AssertionError("Texts and numbers are always JSON.", e);
    }
  }
}
