package io.millrace.registry;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.topology.TaskStart;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import io.millrace.schemas.UnsafeTopicsException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** What the program needs around it: a broker with safe topics, a schema registry, a folder. */
record Environment(Endpoints endpoints, Admin admin, SchemaRegistry registry)
    implements TaskStart, AutoCloseable {

  private static final TopicPartition STATUS = new TopicPartition(Topics.MODEL_STATUS.name(), 0);
  private static final int ANSWER_MILLIS = 10_000;

  /**
   * Finds everything in order, or says what is not.
   *
   * @throws SyncStartException with one line for the operator
   */
  static Environment check(Endpoints endpoints, SyncOptions options) throws InterruptedException {
    checkFolder(options.stateDir());
    Environment environment = open(endpoints, options);
    try {
      new TopicAdmin(environment.admin(), options.partitions()).ensure();
      environment.registerSchemas();
      new CommandPosition(environment).recover();
      return environment;
    } catch (UnsafeTopicsException e) {
      environment.close();
      throw new SyncStartException(String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) {
      environment.close();
      throw new SyncStartException(
          "Cannot start with the broker at %s and the schema registry at %s: %s"
              .formatted(endpoints.bootstrapServers(), endpoints.registryUrl(), e.getMessage()),
          e);
    } catch (InterruptedException | RuntimeException e) {
      environment.close();
      throw e;
    }
  }

  private static void checkFolder(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", null));
    } catch (IOException e) {
      throw new SyncStartException(
          "Cannot write to the state folder %s: %s".formatted(folder, e), e);
    }
  }

  private static Environment open(Endpoints endpoints, SyncOptions options) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-registry-sync-start");
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    config.putAll(options.clientConfig());
    try {
      return new Environment(
          endpoints, Admin.create(config), new SchemaRegistry(endpoints.registryUrl()));
    } catch (KafkaException e) {
      throw new SyncStartException(
          "Cannot use the broker address %s: %s"
              .formatted(endpoints.bootstrapServers(), e.getCause()),
          e);
    }
  }

  /** Better refused now than with the first decision. */
  private void registerSchemas() {
    registry.register(Topics.MODEL_REGISTRY.subject(), ModelState.getClassSchema());
    registry.register(Topics.MODEL_EVENTS.subject(), ModelEvent.getClassSchema());
  }

  @Override
  public long statusEnd() {
    try {
      return admin
          .listOffsets(Map.of(STATUS, OffsetSpec.latest()))
          .partitionResult(STATUS)
          .get()
          .offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new TimeoutException("The broker does not tell the end of " + STATUS, e.getCause());
    }
  }

  @Override
  public Collection<ModelState> published() {
    try (var view = RegistryView.ofModels(endpoints)) {
      return view.models().values();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
    registry.close();
  }
}
