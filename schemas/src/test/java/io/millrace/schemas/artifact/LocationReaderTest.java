package io.millrace.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.avro.ArtifactRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row F19: where a file lies is down, has nothing, is slow, breaks off, lies. */
class LocationReaderTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5};

  private final Path folder;
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LocationReader reader = new LocationReader(Duration.ofSeconds(1));
  private final HttpServer server;

  LocationReaderTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  @BeforeEach
  void start() {
    serve("/good", exchange -> send(exchange, 200, CONTENT));
    serve("/truncated", exchange -> send(exchange, 200, new byte[] {1, 2, 3}));
    serve("/longer", exchange -> send(exchange, 200, new byte[1 << 20]));
    serve("/other", exchange -> send(exchange, 200, new byte[] {5, 4, 3, 2, 1}));
    serve("/broken", exchange -> breakOff(exchange));
    serve("/error", exchange -> send(exchange, 503, CONTENT));
    serve("/slow", exchange -> stall(exchange));
    serve("/moved", exchange -> redirect(exchange, "/good"));
    serve("/circle", exchange -> redirect(exchange, "/circle"));
    serve("/away", exchange -> redirect(exchange, "http://169.254.169.254/latest/meta-data"));
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"/good", "/good?signature=secret", "/moved"})
  void aFileComesOverHttp(String path) throws Exception {
    reader.read(ref(), url(path), target());

    assertThat(Files.readAllBytes(target())).isEqualTo(CONTENT);
  }

  @Test
  void aFileComesFromThisMachine() throws Exception {
    Path file = Files.write(folder.resolve("there"), CONTENT);

    reader.read(ref(), file.toUri().toString(), target());

    assertThat(Files.readAllBytes(target())).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "/nothing, UNREACHABLE, answers 404",
    "/error, UNREACHABLE, answers 503",
    "/truncated, UNREACHABLE, gives 3 bytes",
    "/broken, UNREACHABLE, does not answer",
    "/slow, UNREACHABLE, after 1 s",
    "/circle, UNREACHABLE, redirects too often",
    "/longer, DIGEST, instead of 5",
    "/other, DIGEST, should have 5 bytes",
    "/away, UNSUPPORTED, redirects to another host"
  })
  void aServerThatFailsIsSaidAsItIs(String path, String code, String reason) {
    assertRefused(url(path + "?token=secret"), code, reason);
  }

  @Test
  void aServerThatIsDownMayComeBack() {
    server.stop(0);

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> reader.read(ref(), url("/good"), target()))
        .satisfies(e -> assertThat(e.mayPass()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/model.onnx?X-Amz-Signature=secret, presigned https URL",
    "http://example.com/model.onnx, not encrypted",
    "ftp://example.com/model.onnx, scheme ftp",
    "model.onnx, scheme null",
    "https:///model.onnx, names no host",
    "file://server/model.onnx, must look like",
    "ht tp, is no URI"
  })
  void aLocationThatNobodyCanReadIsRefusedAtOnce(String location, String reason) {
    assertRefused(location, "UNSUPPORTED", reason);
  }

  @Test
  void filesOfThisMachineAreHeldAgainstTheirSizeBeforeTheyAreCopied() throws IOException {
    String longer = Files.write(folder.resolve("longer"), new byte[6]).toUri().toString();
    String shorter = Files.write(folder.resolve("shorter"), new byte[4]).toUri().toString();

    assertRefused(longer, "DIGEST", "gives 6 bytes");
    assertRefused(shorter, "UNREACHABLE", "gives 4 bytes");
    assertRefused(folder.resolve("no").toUri().toString(), "UNREACHABLE", "There is no file");
  }

  private void assertRefused(String location, String code, String reason) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> reader.read(ref(), location, target()))
        .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  private ArtifactRef ref() {
    return new ArtifactRef("model.onnx", ArtifactParts.sha256(CONTENT), 5L, 0, null);
  }

  private Path target() {
    return folder.resolve("target");
  }

  private String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer.to(exchange);
          }
        });
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  /** Promises five bytes, gives two and hangs up. */
  private static void breakOff(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 5);
    exchange.getResponseBody().write(new byte[] {1, 2});
    exchange.getResponseBody().flush();
  }

  private void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 5);
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
