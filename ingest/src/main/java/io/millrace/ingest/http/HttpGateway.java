package io.millrace.ingest.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinException;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway, in this process. */
public final class HttpGateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);
  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
  private static final int THREADS = 64;

  private final Javalin server;
  private final List<AutoCloseable> owned;

  private HttpGateway(Javalin server, List<AutoCloseable> owned) {
    this.server = server;
    this.owned = owned;
  }

  /**
   * A gateway with a publisher of its own, which gives an image ten seconds to reach the broker.
   *
   * @throws GatewayStartException if the address is taken or the broker's cannot be
   */
  public static HttpGateway start(Endpoints endpoints, HttpOptions options) {
    ImagePublisher publisher = publisher(endpoints);
    BrokerReadiness readiness = new BrokerReadiness(endpoints);
    try {
      return start(publisher, readiness, options, List.of(publisher, readiness));
    } catch (GatewayStartException e) {
      readiness.close();
      publisher.close();
      throw e;
    }
  }

  /**
   * A gateway before a publisher that stays the caller's.
   *
   * @throws GatewayStartException if the address is taken
   */
  public static HttpGateway start(
      ImagePublisher publisher, Readiness readiness, HttpOptions options) {
    return start(publisher, readiness, options, List.of());
  }

  private static ImagePublisher publisher(Endpoints endpoints) {
    try {
      return ImagePublisher.create(endpoints, PublisherOptions.DEFAULT.within(TAKEN_WITHIN));
    } catch (KafkaException e) {
      throw new GatewayStartException(
          "Cannot use the broker address %s: %s"
              .formatted(endpoints.bootstrapServers(), e.getCause()),
          e);
    }
  }

  private static HttpGateway start(
      ImagePublisher publisher,
      Readiness readiness,
      HttpOptions options,
      List<AutoCloseable> owned) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("millrace-http");
    ImagesEndpoint images = new ImagesEndpoint(publisher, threads);
    Javalin server =
        Javalin.create(
            config -> {
              configure(config, options, threads);
              config.routes.post("/v1/images", images::post);
              config.routes.get("/healthz", request -> request.result("ok\n"));
              config.routes.get("/readyz", request -> ready(request, readiness));
            });
    try {
      server.start();
    } catch (JavalinException e) {
      throw new GatewayStartException(
          "Cannot listen on %s:%d: %s".formatted(options.host(), options.port(), e.getMessage()),
          e);
    }
    return new HttpGateway(server, owned);
  }

  private static void configure(
      JavalinConfig config, HttpOptions options, QueuedThreadPool threads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.host = options.host();
    config.jetty.port = options.port();
    config.jetty.threadPool = threads;
    // The producer's delivery timeout ends every request; this is for the case that it does not.
    config.http.asyncTimeout = TAKEN_WITHIN.multipliedBy(3).toMillis();
  }

  private static void ready(Context request, Readiness readiness) {
    Optional<String> problem = readiness.problem();
    request.status(problem.isEmpty() ? 200 : 503).result(problem.orElse("ok") + "\n");
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Stops listening, then gives up what it owns. */
  @Override
  public void close() {
    server.stop();
    for (AutoCloseable resource : owned) {
      close(resource);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // Every image that failed was answered with a 503, so its sender knows.
      LOG.warn("While closing: {}", e.getMessage());
    }
  }
}
