package io.millrace.cli.models;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.cli.registry.Fleet;
import io.millrace.cli.terminal.UserError;
import io.millrace.registry.client.HostView;
import io.millrace.registry.client.RegistryView;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** The registry's topics, opened for one verb. For one thread. */
final class RegistryReader implements AutoCloseable {

  private final Endpoints endpoints;
  private final RegistryView view;
  private final HostView hosts;

  RegistryReader(Endpoints endpoints) {
    this.endpoints = endpoints;
    this.view = asking(endpoints, () -> new RegistryView(endpoints));
    this.hosts = asking(endpoints, () -> new HostView(endpoints));
  }

  /** Every decision so far, the oldest first. */
  List<ModelEvent> history() {
    return asking(endpoints, view::history);
  }

  /** What is true of a model; null if nobody has published it. */
  @Nullable ModelState model(String name) {
    return asking(endpoints, view::models).get(name);
  }

  /**
   * The same.
   *
   * @throws UserError if nobody has published it
   */
  ModelState existing(String name) {
    ModelState state = model(name);
    if (state == null) {
      throw UserError.failed(
          "there is no model %s. Those there are: millrace models list".formatted(name));
    }
    return state;
  }

  /** Each model with the hosts, by name. */
  List<Fleet> fleets() {
    List<HostStatus> alive = asking(endpoints, hosts::alive);
    return asking(endpoints, view::models).values().stream()
        .map(model -> new Fleet(model, alive))
        .toList();
  }

  Fleet fleet(ModelState model) {
    return new Fleet(model, asking(endpoints, hosts::alive));
  }

  /** Waits until there may be something new, but not longer than this. */
  void await(Duration atMost) {
    asking(
        endpoints,
        () -> {
          hosts.await(atMost);
          return true;
        });
  }

  /**
   * Asks the broker or the schema registry something.
   *
   * @throws UserError if one does not answer
   */
  static <T> T asking(Endpoints endpoints, Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      throw UserError.failed("Interrupted; what was asked for may still be carried out.", e);
    } catch (RegistryUnavailableException e) {
      throw UserError.failed(
          "the schema registry at %s does not answer: %s"
              .formatted(endpoints.registryUrl(), e.getMessage()),
          e);
    } catch (KafkaException e) {
      throw UserError.failed(
          "the broker at %s does not answer: %s"
              .formatted(endpoints.bootstrapServers(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    try {
      hosts.close();
    } finally {
      view.close();
    }
  }
}
