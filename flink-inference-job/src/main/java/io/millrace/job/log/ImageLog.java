package io.millrace.job.log;

import io.millrace.job.delivery.GuardedSink;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * The ends of the job in Kafka.
 *
 * @param bootstrapServers where the brokers are
 * @param groupId consumer group, under which offsets are committed with every checkpoint
 * @param delivery what a reader of the outputs sees after a failure
 * @param transactionTimeout with exactly-once, how long an open transaction may last
 */
public record ImageLog(
    String bootstrapServers,
    String groupId,
    DeliveryGuarantee delivery,
    Duration transactionTimeout) {

  private static final int MIB = 1024 * 1024;

  /**
   * Images from where the group stands, from the beginning where it does not.
   *
   * <p>The fetch settings are those that reach the floor of a plain consumer with images of 100 KB:
   * at the defaults nine of them make a fetch.
   */
  @SuppressWarnings("deprecation") // OffsetResetStrategy: the connector's signature asks for it
  public KafkaSource<RawRecord> source() {
    return consumer()
        .setTopics(Topics.IMAGES.name())
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setDeserializer(new RawRecordSchema())
        .build();
  }

  /** Images of a part of the log, once; no offset is committed. */
  public KafkaSource<RawRecord> source(OffsetRange range) {
    return consumer()
        .setPartitions(Set.copyOf(range.from().keySet()))
        .setStartingOffsets(OffsetsInitializer.offsets(range.from()))
        .setBounded(OffsetsInitializer.offsets(range.to()))
        .setDeserializer(new BoundedRecordSchema(range))
        .setProperty("commit.offsets.on.checkpoint", "false")
        .build();
  }

  private KafkaSourceBuilder<RawRecord> consumer() {
    return KafkaSource.<RawRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setGroupId(groupId)
        .setProperties(consumerSettings());
  }

  /** How images are fetched; public for those who measure what the job adds to a consumer. */
  public static Properties consumerSettings() {
    Properties settings = new Properties();
    settings.setProperty("isolation.level", "read_committed");
    settings.setProperty("max.partition.fetch.bytes", String.valueOf(8 * MIB));
    settings.setProperty("fetch.max.bytes", String.valueOf(64 * MIB));
    settings.setProperty("receive.buffer.bytes", String.valueOf(MIB));
    // How long an idle fetch waits at the broker: bounds both a cancellation and the wait of the
    // first image after a pause.
    settings.setProperty("fetch.max.wait.ms", "20");
    return settings;
  }

  /** The same under another name. */
  public ImageLog withGroup(String other) {
    return new ImageLog(bootstrapServers, other, delivery, transactionTimeout);
  }

  /** Where predictions go. */
  public Sink<OutputRecord> predictions() {
    return sink(Topics.PREDICTIONS);
  }

  /** Where versions on trial say what they say aside, under the same guarantee. */
  public Sink<OutputRecord> shadowPredictions() {
    return sink(Topics.SHADOW_PREDICTIONS);
  }

  /** Where records go that cannot be scored, under the same guarantee. */
  public Sink<OutputRecord> deadLetters() {
    return sink(Topics.IMAGE_DEAD_LETTERS);
  }

  /**
   * Where statistics go, at least once in either mode: a record of a window replaces an earlier
   * one, so that a repeat does no harm.
   */
  public Sink<OutputRecord> statistics() {
    return builder(Topics.PREDICTION_STATS)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  /** Where records of one topic go, under the same guarantee. */
  public Sink<OutputRecord> sink(Topic<?> topic) {
    KafkaSinkBuilder<OutputRecord> builder = builder(topic).setDeliveryGuarantee(delivery);
    if (delivery != DeliveryGuarantee.EXACTLY_ONCE) {
      return builder.build();
    }
    KafkaSink<OutputRecord> transactional =
        builder
            .setTransactionalIdPrefix(prefix(topic))
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .build();
    return new GuardedSink<>(transactional, topic.name(), bootstrapServers, groupId);
  }

  /**
   * What the ids of its transactions begin with. The same at every start, for by them a job finds
   * the transactions that it has left open.
   */
  public Set<String> transactionalIdPrefixes() {
    return transactionalIdPrefixes(
        List.of(Topics.PREDICTIONS, Topics.SHADOW_PREDICTIONS, Topics.IMAGE_DEAD_LETTERS));
  }

  /** The same of a job that writes these topics. */
  public Set<String> transactionalIdPrefixes(List<Topic<?>> outputs) {
    return outputs.stream().map(this::prefix).collect(Collectors.toUnmodifiableSet());
  }

  private String prefix(Topic<?> topic) {
    return groupId + "-" + topic.name();
  }

  private KafkaSinkBuilder<OutputRecord> builder(Topic<?> topic) {
    return KafkaSink.<OutputRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setRecordSerializer(new OutputRecordSchema(topic.name()))
        .setKafkaProducerConfig(producer());
  }

  private Properties producer() {
    Properties settings = producerSettings();
    settings.setProperty("transaction.timeout.ms", String.valueOf(transactionTimeout.toMillis()));
    return settings;
  }

  /** How outputs are written; public as {@link #consumerSettings} is. */
  public static Properties producerSettings() {
    Properties settings = new Properties();
    settings.setProperty("acks", "all");
    settings.setProperty("enable.idempotence", "true");
    settings.setProperty("linger.ms", "0");
    settings.setProperty("batch.size", String.valueOf(64 * 1024));
    settings.setProperty("max.request.size", String.valueOf(2 * MIB));
    return settings;
  }
}
