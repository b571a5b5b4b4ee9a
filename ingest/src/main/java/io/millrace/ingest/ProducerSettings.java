package io.millrace.ingest;

import io.millrace.schemas.Endpoints;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of the producer, each with its reason. */
final class ProducerSettings {

  private ProducerSettings() {}

  static Map<String, Object> of(Endpoints endpoints, PublisherOptions options) {
    int timeout = (int) Math.min(options.deliveryTimeout().toMillis(), Integer.MAX_VALUE);
    int linger = (int) Math.min(options.linger().toMillis(), timeout / 2);
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-image-publisher");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // images are compressed
    config.put(ProducerConfig.LINGER_MS_CONFIG, linger);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1_048_588); // as the topic takes
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeout / 2, 30_000));
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    config.putAll(options.clientConfig());
    return config;
  }
}
