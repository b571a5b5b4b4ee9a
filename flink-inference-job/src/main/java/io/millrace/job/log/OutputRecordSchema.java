package io.millrace.job.log;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes an output to one topic.
 *
 * <p>It names its topic to Flink because pooled transaction ids require that: without it the sink
 * does not start.
 */
final class OutputRecordSchema
    implements KafkaRecordSerializationSchema<OutputRecord>, KafkaDatasetFacetProvider {

  private static final long serialVersionUID = 1L;

  private final String topic;

  OutputRecordSchema(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      OutputRecord output, KafkaSinkContext context, Long timestamp) {
    Integer partition = output.partition() == OutputRecord.BY_KEY ? null : output.partition();
    var record =
        new ProducerRecord<>(topic, partition, output.timestamp(), output.key(), output.value());
    for (RawHeader header : output.headers()) {
      record.headers().add(header.key(), header.value());
    }
    return record;
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
  }
}
