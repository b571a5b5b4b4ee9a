package io.millrace.tests.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.millrace.avro.Candidate;
import io.millrace.avro.HostStatus;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.registry.client.RegistryView;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Writes states of a model as the registry's only writer would, and waits until the host has taken
 * each in. For as long as the real one has nothing to say.
 */
final class RegistryHand {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Endpoints endpoints;
  private ModelState state;

  /** Goes on from what is true now. */
  RegistryHand(Endpoints endpoints, String model) {
    this.endpoints = endpoints;
    try (var view = new RegistryView(endpoints)) {
      this.state = requireNonNull(view.models().get(model));
    }
  }

  /** What was written last. */
  ModelState state() {
    return state;
  }

  /** Returns when every host serves by it, with all versions that it names loaded. */
  void put(long stable, @Nullable Long previous, @Nullable Candidate candidate) {
    state =
        ModelState.newBuilder()
            .setModel(state.getModel())
            .setSequence(state.getSequence() + 100)
            .setUpdatedAt(state.getUpdatedAt())
            .setStable(stable)
            .setPrevious(previous)
            .setStaging(null)
            .setCandidate(candidate)
            .setRollout(null)
            .setVersions(state.getVersions())
            .build();
    write();
    try (var status = new TopicTail<>(endpoints, Topics.MODEL_STATUS, HostStatus.class)) {
      Awaitility.await("the host has taken the state in")
          .pollInSameThread()
          .atMost(PATIENCE)
          .until(() -> status.values().stream().anyMatch(this::isDone));
    }
  }

  private boolean isDone(HostStatus status) {
    Long seen = status.getSequences().get(state.getModel());
    return seen != null
        && seen == state.getSequence()
        && status.getVersions().stream().allMatch(version -> version.getState() == LoadState.READY);
  }

  private void write() {
    var bytes = new ByteArraySerializer();
    try (var registry = new SchemaRegistry(endpoints.registryUrl());
        var producer = new KafkaProducer<>(endpoints.kafka(), bytes, bytes)) {
      var encoder = new AvroEncoder<>(registry, Topics.MODEL_REGISTRY.subject(), ModelState.class);
      producer
          .send(
              new ProducerRecord<>(
                  Topics.MODEL_REGISTRY.name(),
                  state.getModel().getBytes(UTF_8),
                  encoder.encode(state)))
          .get();
    } catch (ExecutionException e) {
      throw new AssertionError("The state was not written.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while a state was written.", e);
    }
  }
}
