package io.millrace.job.reprocess;

import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.model.VersionId;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the registry's topic whether a version can be pinned. */
final class PublishedVersion {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedVersion.class);
  private static final TopicPartition REGISTRY =
      new TopicPartition(Topics.MODEL_REGISTRY.name(), 0);

  private PublishedVersion() {}

  /** Adds why a version cannot be pinned, if it cannot. */
  static void check(VersionId id, Endpoints endpoints, List<String> problems) {
    ModelState state = states(endpoints).get(id.model());
    if (state == null) {
      problems.add(
          "--pin: no model %s has been published; publish it, then reprocess"
              .formatted(id.model()));
      return;
    }
    VersionState version = version(state, id.version());
    if (version == null) {
      String known =
          state.getVersions().stream()
              .map(known2 -> String.valueOf(known2.getVersion()))
              .collect(Collectors.joining(", "));
      problems.add(
          "--pin: the model %s has no version %d; it has %s"
              .formatted(id.model(), id.version(), known));
    } else if (version.getStatus() == VersionStatus.REJECTED) {
      problems.add(
          "--pin: %s was rejected and never fit to serve: %s".formatted(id, version.getReason()));
    }
  }

  private static @Nullable VersionState version(ModelState state, long number) {
    for (VersionState version : state.getVersions()) {
      if (version.getVersion() == number) {
        return version;
      }
    }
    return null;
  }

  /** The latest state of each model. */
  private static Map<String, ModelState> states(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    var bytes = new ByteArrayDeserializer();
    Map<String, ModelState> states = new HashMap<>();
    try (var registry = new SchemaRegistry(endpoints.registryUrl());
        var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      var decoder = new AvroDecoder<>(registry, ModelState.class);
      consumer.assign(List.of(REGISTRY));
      consumer.seekToBeginning(List.of(REGISTRY));
      long end = consumer.endOffsets(List.of(REGISTRY)).getOrDefault(REGISTRY, 0L);
      while (consumer.position(REGISTRY) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          ModelState state = decode(decoder, record);
          if (state != null) {
            states.put(state.getModel(), state);
          }
        }
      }
    }
    return states;
  }

  private static @Nullable ModelState decode(
      AvroDecoder<ModelState> decoder, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      return decoder.decode(record.value());
    } catch (DecodeException e) {
      LOG.error(
          "Ignored a record in {} at offset {}: it is no model state. {}",
          record.topic(),
          record.offset(),
          e.getMessage());
      return null;
    }
  }
}
