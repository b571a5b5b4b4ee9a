package io.millrace.schemas;

import java.util.Map;

/**
 * Where the broker and the schema registry are.
 *
 * @param bootstrapServers comma-separated {@code host:port} list of Kafka brokers
 * @param registryUrl base URL of the Confluent-compatible API, for Apicurio {@code
 *     http://host:port/apis/ccompat/v7}
 */
public record Endpoints(String bootstrapServers, String registryUrl) {

  /** The one property that every Kafka client needs. */
  public Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }
}
