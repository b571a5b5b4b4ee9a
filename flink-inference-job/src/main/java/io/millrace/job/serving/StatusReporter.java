package io.millrace.job.serving;

import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells {@code model-status} what this host has loaded. Safe for use by many threads. */
final class StatusReporter implements AutoCloseable {

  static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

  private final String host;
  private final Instant startedAt = Instant.now();
  private final Producer<byte[], byte[]> producer;
  private final SchemaRegistry registry;
  private final AvroEncoder<HostStatus> encoder;

  StatusReporter(Endpoints endpoints, String host) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("acks", "all");
    config.put("linger.ms", 0);
    var bytes = new ByteArraySerializer();
    this.host = host;
    this.producer = new KafkaProducer<>(config, bytes, bytes);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.encoder = new AvroEncoder<>(registry, Topics.MODEL_STATUS.subject(), HostStatus.class);
  }

  /** Does not wait for the broker; a status that is lost is followed by the next heartbeat. */
  synchronized void report(Map<String, Long> sequences, List<HostedVersion> versions) {
    HostStatus status =
        HostStatus.newBuilder()
            .setHost(host)
            .setStartedAt(startedAt)
            .setAt(Instant.now())
            .setHeartbeatMillis(HEARTBEAT.toMillis())
            .setSequences(sequences)
            .setVersions(versions)
            .build();
    try {
      send(encoder.encode(status));
    } catch (RegistryUnavailableException e) {
      LOG.warn("Status not reported, the next heartbeat will be: {}", e.getMessage());
    }
  }

  private void send(byte @Nullable [] value) {
    var record =
        new ProducerRecord<>(
            Topics.MODEL_STATUS.name(), host.getBytes(StandardCharsets.UTF_8), value);
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                LOG.warn("Status of {} not written, the next heartbeat will be.", host, failure);
              }
            });
  }

  /** Says that the host is gone. */
  @Override
  public synchronized void close() {
    send(null);
    producer.close(Duration.ofSeconds(2));
    registry.close();
  }
}
