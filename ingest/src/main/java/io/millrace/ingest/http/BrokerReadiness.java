package io.millrace.ingest.http;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Ready while the broker answers and has the topic. */
final class BrokerReadiness implements Readiness, AutoCloseable {

  private static final int ANSWER_MILLIS = 2_000;

  private final Admin admin;

  BrokerReadiness(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", "millrace-http-readiness");
    config.put("request.timeout.ms", ANSWER_MILLIS);
    config.put("default.api.timeout.ms", ANSWER_MILLIS);
    this.admin = Admin.create(config);
  }

  @Override
  public Optional<String> problem() {
    String topic = Topics.IMAGES.name();
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(
          "The broker does not show the topic %s: %s".formatted(topic, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("The gateway is closing.");
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofMillis(ANSWER_MILLIS));
  }
}
