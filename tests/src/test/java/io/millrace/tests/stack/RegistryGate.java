package io.millrace.tests.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a schema registry: passes everything on, or is as a registry that is down. Counts
 * what is asked.
 */
public final class RegistryGate implements AutoCloseable {

  /** How the registry seems to those behind the gate. */
  public enum Mode {
    OPEN,
    /** It answers, with 503. */
    UNAVAILABLE,
    /** It takes the question and closes the connection. */
    CUTTING_OFF
  }

  private static final List<String> FORWARDED = List.of("Content-Type", "Accept");

  private final Endpoints behind;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger names = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          4, body -> new Thread(body, "millrace-test-gate-" + names.incrementAndGet()));
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Mode mode = Mode.OPEN;

  private RegistryGate(Endpoints behind, HttpServer server) {
    this.behind = behind;
    this.server = server;
  }

  /** A gate, open. */
  public static RegistryGate before(Endpoints endpoints) {
    try {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var gate = new RegistryGate(endpoints, HttpServer.create(loopback, 0));
      gate.server.createContext("/", gate::answer);
      gate.server.setExecutor(gate.threads);
      gate.server.start();
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same broker, and the registry through the gate. */
  public Endpoints endpoints() {
    URI real = URI.create(behind.registryUrl());
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + real.getPath();
    return new Endpoints(behind.bootstrapServers(), url);
  }

  public void set(Mode next) {
    mode = next;
  }

  /** How often the schema of an id was asked for, answered or not. */
  public long askedFor(int id) {
    return asked.stream().filter(path -> path.endsWith("/schemas/ids/" + id)).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().getPath());
    try (exchange) {
      switch (mode) {
        case OPEN -> pass(exchange);
        case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
        case CUTTING_OFF -> {}
      }
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    URI target = URI.create(behind.registryUrl()).resolve(exchange.getRequestURI());
    byte[] question = exchange.getRequestBody().readAllBytes();
    var request =
        HttpRequest.newBuilder(target)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(question));
    for (String name : FORWARDED) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      byte[] body = response.body();
      exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
