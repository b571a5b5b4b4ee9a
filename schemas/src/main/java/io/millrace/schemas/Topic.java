package io.millrace.schemas;

import io.millrace.schemas.serde.AvroSerde;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A topic with everything that must hold of it.
 *
 * @param name its name
 * @param cleanup how old records go; the opposite setting would lose data
 * @param partitioned true: as many partitions as the deployment chooses; false: exactly one,
 *     because the order of all its records matters
 * @param settings topic configuration at creation, {@code cleanup.policy} excepted
 * @param valueType class of the values; {@code byte[]} where they are not Avro
 */
public record Topic<V>(
    String name,
    Cleanup cleanup,
    boolean partitioned,
    Map<String, String> settings,
    Class<V> valueType) {

  /** What the broker does with old records. */
  public enum Cleanup {
    /** They go by age; every record counts. */
    DELETE,
    /** The last record of each key stays for ever. */
    COMPACT;

    String policy() {
      return this == DELETE ? "delete" : "compact";
    }
  }

  /** Subject of the value schema in the registry. */
  public String subject() {
    return name + "-value";
  }

  /** Serde of the values, bound to a registry. */
  @SuppressWarnings("unchecked") // byte[] and generated records are the only two kinds of value
  public Serde<V> valueSerde(SchemaRegistry registry) {
    if (valueType == byte[].class) {
      return (Serde<V>) Serdes.ByteArray();
    }
    return (Serde<V>)
        new AvroSerde<>(registry, subject(), valueType.asSubclass(SpecificRecord.class));
  }
}
