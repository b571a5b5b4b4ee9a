package io.millrace.ingest.http;

import static io.millrace.ingest.Publishers.jpeg;
import static io.millrace.ingest.Publishers.png;
import static io.millrace.ingest.Publishers.producer;
import static io.millrace.ingest.Publishers.publisher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.ImageEvent;
import io.millrace.ingest.ImagePublisher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpGatewayTest {

  private static final int LIMIT = 900 * 1024;
  private static final HttpOptions ANY_PORT = new HttpOptions("127.0.0.1", 0);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final MockProducer<String, ImageEvent> producer = producer(false);
  private final ImagePublisher publisher = publisher(producer, false);
  private volatile Optional<String> problem = Optional.empty();
  private final HttpGateway gateway = HttpGateway.start(publisher, () -> problem, ANY_PORT);

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void anImageIsAnsweredWhenTheBrokerHasItAndNotBefore() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            post(
                    "?source=gate-7&model=garments",
                    "image/jpeg",
                    BodyPublishers.ofByteArray(jpeg(70)))
                .header("traceparent", "00-abc")
                .build(),
            BodyHandlers.ofString());
    Awaitility.await().until(() -> producer.history().size() == 1);
    assertThat(answer).isNotDone();

    producer.completeNext();

    HttpResponse<String> response = answer.get();
    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode body = json.readTree(response.body());
    ImageEvent event = producer.history().get(0).value();
    assertThat(body.path("id").asText()).isEqualTo(event.getId().toString());
    assertThat(body.path("partition").asInt()).isZero();
    assertThat(body.path("offset").asLong()).isZero();
    assertThat(event.getSource()).isEqualTo("gate-7");
    assertThat(event.getModel()).isEqualTo("garments");
    assertThat(producer.history().get(0).headers().lastHeader("traceparent").value())
        .isEqualTo("00-abc".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatKafkaDoesNotTakeIsA503() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            post("?source=s", "image/png", BodyPublishers.ofByteArray(png(70))).build(),
            BodyHandlers.ofString());
    Awaitility.await().until(() -> producer.history().size() == 1);

    producer.errorNext(new TimeoutException("Expiring 1 record(s)"));

    assertProblem(answer.get(), 503, "NOT_TAKEN");
  }

  @Test
  void whatIsAtFaultIsToldApart() throws Exception {
    assertProblem(send("?source=s", "image/png", bytes(new byte[0])), 400, "EMPTY");
    assertProblem(send("", "image/png", bytes(png(9))), 400, "NO_SOURCE");
    assertProblem(send("?source=s", "text/html", bytes(png(9))), 415, "NOT_IMAGE");
    assertProblem(send("?source=s", "image/png", bytes(new byte[] {1, 2, 3})), 415, "NOT_IMAGE");
    assertProblem(send("?source=s", "image/jpeg", bytes(jpeg(LIMIT + 1))), 413, "TOO_LARGE");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void aBodyThatDoesNotSayItsLengthIsCutOffAtTheLimit() throws Exception {
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(jpeg(LIMIT + 1)));

    assertProblem(send("?source=s", "image/jpeg", chunked), 413, "TOO_LARGE");
  }

  @Test
  void theLargestImageIsTaken() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            post("?source=s", "image/jpeg", bytes(jpeg(LIMIT))).build(), BodyHandlers.ofString());
    Awaitility.await().until(() -> producer.history().size() == 1);
    producer.completeNext();

    assertThat(answer.get().statusCode()).isEqualTo(202);
  }

  @Test
  void healthIsOfTheProcessAndReadinessOfTheBroker() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    problem = Optional.of("The broker does not answer.");

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("does not answer");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    HttpOptions taken = new HttpOptions("127.0.0.1", gateway.port());

    assertThatThrownBy(() -> HttpGateway.start(publisher, Optional::empty, taken))
        .isInstanceOf(GatewayStartException.class)
        .hasMessageContaining("127.0.0.1:" + gateway.port());
  }

  private static BodyPublisher bytes(byte[] body) {
    return BodyPublishers.ofByteArray(body);
  }

  private HttpResponse<String> send(String query, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(post(query, type, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder post(String query, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(uri("/v1/images" + query))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", type)
        .POST(body);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  private void assertProblem(HttpResponse<String> response, int status, String code)
      throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode body = json.readTree(response.body());
    assertThat(body.path("code").asText()).isEqualTo(code);
    assertThat(body.path("message").asText()).isNotBlank();
  }
}
