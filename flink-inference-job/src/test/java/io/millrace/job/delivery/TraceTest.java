package io.millrace.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.delivery.Trace.Origins;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.junit.jupiter.api.Test;

class TraceTest {

  @Test
  void transactionIsTracedFromItsFirstImageToItsLastInEachPartition() {
    TraceRecorder recorder = new TraceRecorder();
    recorder.wrote(record(1, 10));
    recorder.wrote(record(2, 5));
    recorder.wrote(record(1, 11));
    recorder.wrote(record(1, 14));

    Trace trace = recorder.cut();

    assertThat(trace.origins()).isEqualTo(Map.of(1, new Origins(10, 14), 2, new Origins(5, 5)));
    assertThat(trace.last()).isEqualTo(Fingerprint.of(1, 1_014, null, new byte[] {14}));
    assertThat(Trace.inWords(trace.origins()))
        .isEqualTo("partition 1 offsets 10 to 14, partition 2 offsets 5 to 5");
  }

  @Test
  void nextTransactionBeginsWithNothing() {
    TraceRecorder recorder = new TraceRecorder();
    recorder.wrote(record(1, 10));
    recorder.cut();
    recorder.wrote(record(1, 20));

    assertThat(recorder.cut().origins()).isEqualTo(Map.of(1, new Origins(20, 20)));
  }

  @Test
  void fingerprintTellsKeyFromValue() {
    byte[] a = {1, 2};
    byte[] b = {3};

    assertThat(Fingerprint.of(0, 0, a, b)).isNotEqualTo(Fingerprint.of(0, 0, b, a));
    assertThat(Fingerprint.of(0, 0, null, b)).isNotEqualTo(Fingerprint.of(0, 0, b, null));
    assertThat(Fingerprint.of(0, 0, new byte[0], b)).isNotEqualTo(Fingerprint.of(0, 0, null, b));
  }

  @Test
  void committableComesBackFromACheckpointAsItWas() throws IOException {
    GuardedCommittableSerializer serializer = serializer();
    Trace trace =
        new Trace(
            Fingerprint.of(4, 77, null, new byte[] {9}),
            Map.of(4, new Origins(1, 2), 5, new Origins(3, 4)));
    GuardedCommittable committable =
        new GuardedCommittable(new KafkaCommittable(12, (short) 3, "id", null), trace);

    GuardedCommittable back =
        serializer.deserialize(serializer.getVersion(), serializer.serialize(committable));

    assertThat(back).isEqualTo(committable);
  }

  @Test
  void layoutOfAnotherVersionIsRefusedInWords() {
    assertThatThrownBy(() -> serializer().deserialize(99, new byte[0]))
        .hasMessageContaining("layout 99");
  }

  private static GuardedCommittableSerializer serializer() {
    KafkaSink<String> sink =
        KafkaSink.<String>builder()
            .setBootstrapServers("localhost:1")
            .setRecordSerializer((value, context, timestamp) -> null)
            .build();
    return new GuardedCommittableSerializer(sink.getCommittableSerializer());
  }

  private static OutputRecord record(int partition, long origin) {
    return new OutputRecord(
        null, new byte[] {(byte) origin}, new RawHeader[0], partition, origin, 1_000 + origin);
  }
}
