package io.millrace.tests.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A schema registry that takes every schema; serdes ask it once each. */
final class LocalRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> schemas = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  LocalRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = JSON.writeValueAsBytes(answer(exchange.getRequestURI().getPath(), exchange));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Map<String, Object> answer(String path, HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      return Map.of("schema", schemas.get(id - 1));
    }
    String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    schemas.add(JSON.readTree(asked).get("schema").textValue());
    return Map.of("id", schemas.size());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
