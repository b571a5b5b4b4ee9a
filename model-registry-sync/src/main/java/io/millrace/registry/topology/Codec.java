package io.millrace.registry.topology;

import io.millrace.schemas.Topic;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Values of a topic as bytes and back, waiting for the registry where it must. For one thread.
 *
 * <p>This happens in the processor and not in Kafka's serdes, because there a bad record ends the
 * thread.
 */
final class Codec<V extends SpecificRecord> {

  private final Topic<V> topic;
  private final Serializer<V> serializer;
  private final AvroDecoder<V> decoder;
  private final Patience patience;

  Codec(Topic<V> topic, SchemaRegistry registry, Patience patience) {
    this.topic = topic;
    this.serializer = topic.valueSerde(registry).serializer();
    this.decoder = new AvroDecoder<>(registry, topic.valueType());
    this.patience = patience;
  }

  byte[] encode(V value) {
    return patience.ask(() -> serializer.serialize(topic.name(), value));
  }

  /**
   * Decodes a value.
   *
   * @throws io.millrace.schemas.serde.DecodeException if these bytes will never be one
   */
  V decode(byte @Nullable [] bytes) {
    return patience.ask(() -> decoder.decode(bytes));
  }
}
