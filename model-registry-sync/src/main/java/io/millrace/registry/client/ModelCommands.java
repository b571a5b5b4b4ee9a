package io.millrace.registry.client;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.Signature;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.ArtifactWriter;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Asks model-registry-sync for something. For one thread.
 *
 * <p>Each method returns when the broker has the command, with its id; what comes of it is for
 * {@link RegistryView#await} to tell.
 */
public final class ModelCommands implements AutoCloseable {

  /** Where files go. */
  interface Artifacts {
    int write(Map<ArtifactRef, Path> files, ArtifactWriter.Progress progress)
        throws IOException, InterruptedException;
  }

  private final Producer<String, ModelCommand> producer;
  private final Artifacts artifacts;
  private final String issuedBy;
  private final Clock clock;
  private final List<AutoCloseable> owned;

  /**
   * Asks as somebody.
   *
   * @param issuedBy user or program; stands in the audit trail
   */
  public ModelCommands(Endpoints endpoints, String issuedBy) {
    SchemaRegistry registry = new SchemaRegistry(endpoints.registryUrl());
    ArtifactWriter writer = new ArtifactWriter(endpoints);
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("client.id", "millrace-model-commands");
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("max.block.ms", 15_000);
    config.put("request.timeout.ms", 15_000);
    config.put("delivery.timeout.ms", 30_000);
    this.producer =
        new KafkaProducer<>(
            config,
            new StringSerializer(),
            Topics.MODEL_COMMANDS.valueSerde(registry).serializer());
    this.artifacts = writer::write;
    this.issuedBy = issuedBy;
    this.clock = Clock.systemUTC();
    this.owned = List.of(writer, registry);
  }

  ModelCommands(
      Producer<String, ModelCommand> producer, Artifacts artifacts, String issuedBy, Clock clock) {
    this.producer = producer;
    this.artifacts = artifacts;
    this.issuedBy = issuedBy;
    this.clock = clock;
    this.owned = List.of();
  }

  /**
   * Writes the files that are not there yet, then asks for the version to be known.
   *
   * @throws InvalidVersionException if a file cannot be read or uploaded as planned
   * @throws KafkaException if the broker or the schema registry does not take it
   */
  public UUID publish(VersionFiles version, UploadPlan plan, UploadProgress progress, Terms terms)
      throws InterruptedException {
    Map<ArtifactRef, Path> files = version.describe();
    List<ArtifactRef> refs = plan.refs(files);
    upload(plan.inline(files), progress);
    Signature signature = plan.signature() == null ? version.signature() : plan.signature();
    PublishVersion publish =
        new PublishVersion(version.version(), version.manifest(), refs, signature);
    return send(version.model(), publish, terms);
  }

  private void upload(Map<ArtifactRef, Path> files, UploadProgress progress)
      throws InterruptedException {
    long total = files.keySet().stream().mapToLong(ArtifactRef::getSize).sum();
    Map<ArtifactRef, Long> done = new HashMap<>();
    try {
      artifacts.write(
          files,
          (ref, bytes) -> {
            done.put(ref, bytes);
            long all = done.values().stream().mapToLong(part -> part).sum();
            progress.written(ref.getPath(), all, total);
          });
    } catch (IOException | ArtifactException e) {
      throw new InvalidVersionException("The files could not be uploaded: " + e.getMessage());
    }
  }

  /** Publishes with everything in the topic, unsigned unless a signature lies beside the files. */
  public UUID publish(VersionFiles version, UploadProgress progress, Terms terms)
      throws InterruptedException {
    return publish(version, UploadPlan.USUAL, progress, terms);
  }

  /** Asks for a version to be staged everywhere and then put in service all at once. */
  public UUID rollout(String model, long version, Terms terms) throws InterruptedException {
    return rollout(model, RolloutPlan.allAtOnce(version), terms);
  }

  /**
   * Asks for a version to be staged everywhere and then put in service as planned.
   *
   * @throws RolloutPlan.InvalidPlanException if the plan would be refused whatever the model
   */
  public UUID rollout(String model, RolloutPlan plan, Terms terms) throws InterruptedException {
    return send(model, plan.action(), terms);
  }

  /** Asks for all traffic to move to the canary or shadow at once. */
  public UUID promote(String model, long version, Terms terms) throws InterruptedException {
    return send(model, new PromoteVersion(version), terms);
  }

  /**
   * Asks to return to the version that served before, or to give a rollout up that is staging or on
   * trial.
   *
   * @param toVersion refused unless the previous version is this; null: whichever it is
   */
  public UUID rollback(String model, @Nullable Long toVersion, Terms terms)
      throws InterruptedException {
    return send(model, new RollbackVersion(toVersion), terms);
  }

  /** Asks for a version to be taken away for good. */
  public UUID retire(String model, long version, Terms terms) throws InterruptedException {
    return send(model, new RetireVersion(version), terms);
  }

  private UUID send(String model, Object action, Terms terms) throws InterruptedException {
    UUID id = UUID.randomUUID();
    ModelCommand command =
        new ModelCommand(
            id, model, clock.instant(), issuedBy, terms.reason(), terms.expectedSequence(), action);
    try {
      producer.send(new ProducerRecord<>(Topics.MODEL_COMMANDS.name(), model, command)).get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "The command for %s was not taken: %s".formatted(model, e.getCause()), e.getCause());
    }
    return id;
  }

  @Override
  public void close() {
    producer.close();
    for (AutoCloseable resource : owned) {
      close(resource);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new KafkaException("Could not close a client: " + e.getMessage(), e);
    }
  }
}
