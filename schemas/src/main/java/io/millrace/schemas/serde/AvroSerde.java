package io.millrace.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Kafka's view of {@link AvroEncoder} and {@link AvroDecoder}; null stays null, a tombstone. */
public record AvroSerde<T extends SpecificRecord>(
    SchemaRegistry registry, String subject, Class<T> type) implements Serde<T> {

  @Override
  public Serializer<T> serializer() {
    var encoder = new AvroEncoder<>(registry, subject, type);
    return (topic, value) -> value == null ? null : encoder.encode(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    var decoder = new AvroDecoder<>(registry, type);
    return (topic, bytes) -> bytes == null ? null : decoder.decode(bytes);
  }
}
