package io.millrace.job.delivery;

import io.millrace.schemas.Topics;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink's Kafka sink with transactions, that fails where one is lost.
 *
 * <p>Writer and committer of a task talk to each other inside their process, so they belong into
 * one chain: of equal parallelism and with chaining on, as the job has them.
 *
 * @param <T> the records
 */
public final class GuardedSink<T extends Traceable>
    implements TwoPhaseCommittingStatefulSink<T, KafkaWriterState, GuardedCommittable> {

  private static final long serialVersionUID = 1L;

  private final KafkaSink<T> kafka;
  private final String topic;
  private final String bootstrapServers;
  private final String group;

  /**
   * Guards a sink.
   *
   * @param kafka a sink with transactions, all of whose records go to one topic
   * @param bootstrapServers Kafka brokers
   * @param group of the job
   */
  public GuardedSink(KafkaSink<T> kafka, String topic, String bootstrapServers, String group) {
    this.kafka = kafka;
    this.topic = topic;
    this.bootstrapServers = bootstrapServers;
    this.group = group;
  }

  @Override
  public GuardedWriter<T> createWriter(WriterInitContext context) throws IOException {
    return new GuardedWriter<>(kafka.createWriter(context));
  }

  @Override
  public GuardedWriter<T> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
    return new GuardedWriter<>(kafka.restoreWriter(context, recovered));
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return kafka.getWriterStateSerializer();
  }

  @Override
  public Committer<GuardedCommittable> createCommitter(CommitterInitContext context) {
    return new GuardedCommitter(
        kafka.createCommitter(context),
        new CommittedRecords(topic, bootstrapServers),
        new GroupLossReport(
            bootstrapServers,
            group,
            Topics.IMAGES.name(),
            context.getJobInfo().getJobId().toHexString(),
            GroupLossReport.FOR_THE_OTHERS),
        context.metricGroup().counter("millrace_committables_failed"));
  }

  @Override
  public SimpleVersionedSerializer<GuardedCommittable> getCommittableSerializer() {
    return new GuardedCommittableSerializer(kafka.getCommittableSerializer());
  }
}
