package io.millrace.registry.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema registry in memory behind the real HTTP interface; it can be out of order. */
public final class TestingSchemaRegistry implements AutoCloseable {

  private final ObjectMapper json = new ObjectMapper();
  private final List<String> schemas = new CopyOnWriteArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(run -> new Thread(run, "millrace-testing-registry"));
  private final HttpServer server;
  private final AtomicInteger failures = new AtomicInteger();

  public TestingSchemaRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(thread);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next questions get a 503. */
  public void failNext(int questions) {
    failures.set(questions);
  }

  public int failuresLeft() {
    return failures.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (failures.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
      reply(exchange, 503, Map.of("error_code", 50301, "message", "out of order"));
    } else if (exchange.getRequestMethod().equals("POST")) {
      String schema = json.readTree(exchange.getRequestBody()).path("schema").asText();
      reply(exchange, 200, Map.of("id", id(schema)));
    } else {
      String path = exchange.getRequestURI().getPath(); // /schemas/ids/N
      int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      if (id < 1 || id > schemas.size()) {
        reply(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
      } else {
        reply(exchange, 200, Map.of("schema", schemas.get(id - 1)));
      }
    }
  }

  private int id(String schema) {
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  private void reply(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
