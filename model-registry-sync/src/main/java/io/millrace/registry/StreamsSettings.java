package io.millrace.registry;

import io.millrace.schemas.Endpoints;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of Kafka Streams, each with its reason. */
final class StreamsSettings {

  /** Also the name of the consumer group and the beginning of the names of the changelogs. */
  static final String APPLICATION = "millrace-registry-sync";

  private StreamsSettings() {}

  static Properties of(Endpoints endpoints, SyncOptions options) {
    Properties config = new Properties();
    config.putAll(endpoints.kafka());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    config.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION); // threads are named after it
    config.put(StreamsConfig.STATE_DIR_CONFIG, options.stateDir().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // One task decides, and what the others count is less than a core's work.
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, options.standbyReplicas());
    // Predictions can be as large as records may be: a thousand of each partition, the default,
    // would be gigabytes.
    config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
    // A killed program's place is free again after this long; the default is 45 s.
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    config.putAll(options.clientConfig());
    return config;
  }
}
