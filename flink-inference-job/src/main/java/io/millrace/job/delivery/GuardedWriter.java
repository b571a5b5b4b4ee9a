package io.millrace.job.delivery;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;

/** Flink's writer, whose transactions are followed. */
final class GuardedWriter<T extends Traceable>
    implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, GuardedCommittable> {

  private final PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> kafka;
  private final TraceRecorder recorder = new TraceRecorder();

  GuardedWriter(PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> kafka) {
    this.kafka = kafka;
  }

  @Override
  public void write(T record, Context context) throws IOException, InterruptedException {
    kafka.write(record, context);
    recorder.wrote(record);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    kafka.flush(endOfInput);
  }

  @Override
  public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
    kafka.writeWatermark(watermark);
  }

  @Override
  public Collection<GuardedCommittable> prepareCommit() throws IOException, InterruptedException {
    Collection<KafkaCommittable> transactions = kafka.prepareCommit();
    if (transactions.isEmpty()) {
      recorder.forget();
      return List.of();
    }
    Trace trace = recorder.cut();
    return transactions.stream().map(t -> new GuardedCommittable(t, trace)).toList();
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
    return kafka.snapshotState(checkpointId);
  }

  @Override
  public void close() throws IOException {
    try {
      Ends.close(kafka);
    } finally {
      WriterAdmin.close(kafka);
    }
  }
}
