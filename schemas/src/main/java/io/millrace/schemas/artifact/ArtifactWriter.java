package io.millrace.schemas.artifact;

import io.millrace.avro.ArtifactRef;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes files to {@code model-artifacts}. */
public final class ArtifactWriter implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;

  public ArtifactWriter(Endpoints endpoints) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("acks", "all");
    config.put("compression.type", "none"); // the parts are compressed
    config.put("max.request.size", 1_048_588);
    var serializer = new ByteArraySerializer();
    this.producer = new KafkaProducer<>(config, serializer, serializer);
  }

  /**
   * Returns when the broker has every part.
   *
   * @return what a version's state says of the file
   */
  public ArtifactRef write(String path, byte[] content) throws InterruptedException {
    ArtifactParts.Packed packed = ArtifactParts.pack(path, content);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int part = 0; part < packed.parts().size(); part++) {
      byte[] key =
          ArtifactParts.key(packed.ref().getSha256(), part).getBytes(StandardCharsets.UTF_8);
      sent.add(
          producer.send(
              new ProducerRecord<>(Topics.MODEL_ARTIFACTS.name(), key, packed.parts().get(part))));
    }
    for (Future<RecordMetadata> future : sent) {
      try {
        future.get();
      } catch (ExecutionException e) {
        throw new KafkaException(
            "The broker did not take %s: %s".formatted(path, e.getCause()), e.getCause());
      }
    }
    return packed.ref();
  }

  @Override
  public void close() {
    producer.close();
  }
}
