package io.millrace.cli.bench.pipeline;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.model.ModelBundle;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.ArtifactParts;
import io.millrace.schemas.artifact.ArtifactWriter;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts a model in service by writing what {@code model-registry-sync} would have written in the
 * end. That program is not there: nothing shall run beside what is measured.
 */
final class ModelInService {

  private ModelInService() {}

  static void put(Endpoints endpoints, ModelBundle bundle)
      throws IOException, InterruptedException, ExecutionException {
    ArtifactRef file = ArtifactParts.describe("model.onnx", bundle.modelFile());
    try (var artifacts = new ArtifactWriter(endpoints)) {
      artifacts.write(Map.of(file, bundle.modelFile()), (ref, bytes) -> {});
    } catch (ArtifactException e) {
      throw new IOException("the bench's own model could not be uploaded", e);
    }
    String manifest = Files.readString(bundle.directory().resolve("model.json"));
    Instant now = Instant.now();
    long number = bundle.id().version();
    var version =
        new VersionState(
            number,
            bundle.digest(),
            VersionStatus.STABLE,
            null,
            now,
            "millrace bench",
            manifest,
            List.of(file),
            null);
    String model = bundle.id().model();
    var state = new ModelState(model, 1L, now, number, null, null, null, null, List.of(version));
    var bytes = new ByteArraySerializer();
    try (var registry = new SchemaRegistry(endpoints.registryUrl());
        var producer = new KafkaProducer<>(endpoints.kafka(), bytes, bytes)) {
      var encoder = new AvroEncoder<>(registry, Topics.MODEL_REGISTRY.subject(), ModelState.class);
      producer
          .send(
              new ProducerRecord<>(
                  Topics.MODEL_REGISTRY.name(),
                  model.getBytes(StandardCharsets.UTF_8),
                  encoder.encode(state)))
          .get();
    }
  }
}
