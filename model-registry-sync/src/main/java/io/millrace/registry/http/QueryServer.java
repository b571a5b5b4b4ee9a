package io.millrace.registry.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.millrace.registry.topology.Queries.NotHereException;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.RegistryUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server, in this process. */
public final class QueryServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
  private static final int THREADS = 16;
  private static final String PROMETHEUS = "text/plain; version=0.0.4";

  private final Javalin server;

  private QueryServer(Javalin server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param readiness what keeps this instance from answering, in one sentence
   * @throws QueryServerException if the address is taken
   */
  public static QueryServer start(
      Answers answers, Figures figures, Supplier<Optional<String>> readiness, HttpOptions options) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("millrace-queries");
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.jetty.host = options.host();
              config.jetty.port = options.port();
              config.jetty.threadPool = threads;
              config.routes.get("/healthz", request -> request.result("ok\n"));
              config.routes.get("/readyz", request -> ready(request, readiness.get()));
              config.routes.get(
                  "/metrics", request -> request.contentType(PROMETHEUS).result(figures.text()));
              questions(config, answers);
              problems(config);
            });
    try {
      server.start();
    } catch (JavalinException e) {
      throw new QueryServerException(
          "Cannot listen on %s:%d: %s".formatted(options.host(), options.port(), e.getMessage()),
          e);
    }
    return new QueryServer(server);
  }

  private static void questions(JavalinConfig config, Answers answers) {
    config.routes.get("/models", request -> json(request, 200, answers.models()));
    config.routes.get("/rollouts", request -> json(request, 200, answers.rollouts()));
    config.routes.get("/hosts", request -> json(request, 200, answers.hosts()));
    config.routes.get(
        "/models/{model}",
        request -> {
          String model = request.pathParam("model");
          var found = answers.model(model);
          if (found.isPresent()) {
            json(request, 200, found.get());
          } else {
            problem(request, 404, "NO_MODEL", "Nothing is known of a model " + model + ".");
          }
        });
  }

  private static void problems(JavalinConfig config) {
    config.routes.exception(
        NotHereException.class,
        (e, request) -> problem(request, 503, "NOT_HERE", String.valueOf(e.getMessage())));
    config.routes.exception(
        RegistryUnavailableException.class,
        (e, request) -> problem(request, 503, "NO_SCHEMA", String.valueOf(e.getMessage())));
    config.routes.exception(
        DecodeException.class,
        (e, request) -> problem(request, 500, "UNREADABLE", String.valueOf(e.getMessage())));
    config.routes.exception(Exception.class, QueryServer::unexpected);
    config.routes.exception(
        HttpResponseException.class,
        (e, request) -> problem(request, e.getStatus(), "REQUEST", String.valueOf(e.getMessage())));
  }

  private static void unexpected(Exception e, Context request) {
    LOG.warn("The question {} failed.", request.path(), e);
    problem(request, 500, "FAILED", e.toString());
  }

  private static void ready(Context request, Optional<String> problem) {
    if (problem.isEmpty()) {
      request.result("ok\n");
    } else {
      problem(request, 503, "NOT_READY", problem.get());
    }
  }

  private static void problem(Context request, int status, String code, String message) {
    json(request, status, new Views.Problem(code, message));
    request.contentType("application/problem+json");
  }

  private static void json(Context request, int status, Object body) {
    request.status(status).contentType("application/json").result(Views.toBytes(body));
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
