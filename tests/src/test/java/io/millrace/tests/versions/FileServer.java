package io.millrace.tests.versions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Where hosts find a model.onnx, or not. */
public final class FileServer implements AutoCloseable {

  /** How a question is answered. */
  @FunctionalInterface
  public interface Answer {
    void give(HttpExchange exchange, byte[] file) throws IOException;
  }

  /** The file. */
  public static final Answer WHOLE =
      (exchange, file) -> {
        exchange.sendResponseHeaders(200, file.length);
        exchange.getResponseBody().write(file);
      };

  /** There is none. */
  public static final Answer NOT_FOUND = (exchange, file) -> exchange.sendResponseHeaders(404, -1);

  /** As many bytes, one of them another. */
  public static final Answer BENT =
      (exchange, file) -> {
        byte[] other = file.clone();
        other[other.length / 2] ^= 1;
        WHOLE.give(exchange, other);
      };

  /** The connection ends half way. */
  public static final Answer TRUNCATED =
      (exchange, file) -> {
        exchange.sendResponseHeaders(200, file.length);
        OutputStream body = exchange.getResponseBody();
        body.write(file, 0, file.length / 2);
        body.flush(); // closing before all is written ends the connection
      };

  /** A byte every tenth of a second. */
  public static final Answer SLOW =
      (exchange, file) -> {
        exchange.sendResponseHeaders(200, file.length);
        for (byte one : file) {
          exchange.getResponseBody().write(one);
          exchange.getResponseBody().flush();
          LockSupport.parkNanos(100_000_000);
        }
      };

  private static final int THREADS = 4;

  private final byte[] file;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer server;
  private volatile IntFunction<Answer> answers = n -> WHOLE;

  private FileServer(byte[] file, HttpServer server) {
    this.file = file;
    this.server = server;
  }

  /** Serves a file under every path. */
  public static FileServer of(Path file) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var server = new FileServer(Files.readAllBytes(file), HttpServer.create(address, 0));
      server.server.setExecutor(server.threads);
      server.server.createContext("/", server::answer);
      server.server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on questions are answered so; the first has the number 1. */
  public void say(IntFunction<Answer> answers) {
    asked.set(0);
    this.answers = answers;
  }

  /** How often it was asked since then. */
  public int asked() {
    return asked.get();
  }

  public String location() {
    return "http://localhost:%d/model.onnx".formatted(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      answers.apply(asked.incrementAndGet()).give(exchange, file);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
