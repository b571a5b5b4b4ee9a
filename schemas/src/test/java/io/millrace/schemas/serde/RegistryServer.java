package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A schema registry of a few lines, over real HTTP; it can be told to misbehave. */
public final class RegistryServer implements AutoCloseable {

  /** What the registry says of an id that it does not have. */
  static final Answer NOT_FOUND =
      new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

  /** What it says. */
  public record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, String> schemas = new ConcurrentHashMap<>();
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final List<String> registrations = new CopyOnWriteArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile @Nullable Answer misbehaviour;
  private volatile boolean hangs;

  public RegistryServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Has a schema. */
  public int add(Schema schema) {
    return addText(schema.toString());
  }

  int addText(String schema) {
    return addBody("{\"schema\":%s}".formatted(quoted(schema)));
  }

  /** Has something else in a schema's place. */
  int addBody(String body) {
    int id = schemas.size() + 1;
    schemas.put(String.valueOf(id), body);
    return id;
  }

  void addVersion(String subject, int version, String schema) {
    String body = "{\"subject\":\"%s\",\"version\":%d,\"id\":9,\"schema\":%s}";
    versions.put(subject + "/" + version, body.formatted(subject, version, quoted(schema)));
  }

  /** Answers everything so from now on; null: as it should. */
  public void answer(@Nullable Answer answer) {
    misbehaviour = answer;
  }

  /** Accepts calls and says nothing. */
  void hang() {
    hangs = true;
  }

  /** How often a schema was asked for by its id. */
  public int questions() {
    return questions.get();
  }

  /** Bodies of the registrations. */
  List<String> registrations() {
    return registrations;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/schemas/ids/")) {
      questions.incrementAndGet();
    }
    if (hangs) {
      released.await();
    }
    Answer told = misbehaviour;
    if (told != null) {
      return told;
    }
    if (exchange.getRequestMethod().equals("POST")) {
      String schema = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      registrations.add(schema);
      int id = 1000 + registrations.size();
      schemas.put(String.valueOf(id), schema);
      return new Answer(200, "{\"id\":" + id + "}");
    }
    String body =
        path.startsWith("/schemas/ids/")
            ? schemas.get(path.substring("/schemas/ids/".length()))
            : versions.get(path.replace("/subjects/", "").replace("/versions/", "/"));
    return body == null ? NOT_FOUND : new Answer(200, body);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
  }
}
