package io.millrace.job.operator;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Prediction;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.stats.StatsTopology;
import io.millrace.job.stats.StatsWindows;
import io.millrace.schemas.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InferenceOperatorTest {

  private OperatorBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new OperatorBench().open();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @Test
  void everythingInFlightIsEmittedBeforeTheBarrier() throws Exception {
    for (int n = 0; n < 5; n++) {
      bench.process(bench.image(n));
    }
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(offsets()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void barrierWaitsForABatchThatIsRunning() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    Thread opener = new Thread(bench.serving.sessions::open, "gate-opener");
    assertThat(bench.predictions()).isEmpty();
    opener.start();
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(offsets()).containsExactly(0L);
    opener.join();
  }

  @Test
  void endOfInputEmitsEverything() throws Exception {
    for (int n = 0; n < 5; n++) {
      bench.process(bench.image(n));
    }
    bench.harness.getOneInputOperator().finish();

    assertThat(offsets()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void watermarkNeverOvertakesAnImage() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    bench.harness.processWatermark(new Watermark(1_000));
    bench.process(bench.image(1));
    assertThat(bench.harness.getOutput()).isEmpty();

    bench.serving.sessions.open();
    bench.harness.prepareSnapshotPreBarrier(1);

    Object[] emitted = bench.harness.getOutput().toArray();
    assertThat(emitted).hasSize(3);
    assertThat(emitted[1]).isEqualTo(new Watermark(1_000));
  }

  @Test
  void watermarkThatClosesAWindowClosesTheBatchToo() throws Exception {
    bench.close();
    bench = new OperatorBench(new StatsWindows(Duration.ofSeconds(10), ZERO, ZERO, ZERO)).open();
    bench.serving.sessions.shut();
    for (int n = 0; n < 2; n++) { // one for each worker, so that none is left for the third
      int busy = n + 1;
      bench.process(bench.image(n));
      await().until(() -> bench.serving.sessions.atGate() == busy);
    }
    bench.process(bench.image(2));
    bench.harness.processWatermark(new Watermark(9_999));
    bench.serving.sessions.open();
    bench.awaitOutputs(4);

    assertThat(bench.predictions())
        .extracting(prediction -> prediction.getTiming().getCloseReason())
        .contains(CloseReason.WINDOW);
    assertThat(bench.harness.getSideOutput(StatsTopology.SUMMARIES))
        .extracting(StreamRecord::getTimestamp)
        .containsExactly(1_000L, 1_001L, 1_002L);
  }

  @Test
  void newsOfAnIdleSourceNeverOvertakesAnImage() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    bench.harness.processWatermarkStatus(WatermarkStatus.IDLE);
    assertThat(bench.harness.getOutput()).isEmpty();

    bench.serving.sessions.open();
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(bench.harness.getOutput()).hasSize(2).last().isEqualTo(WatermarkStatus.IDLE);
  }

  /** A batch is not closed by a timer that an earlier batch has left behind. */
  @Test
  void staleTimerNeverCutsANewerBatchShort() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    bench.serving.sessions.open();
    bench.harness.prepareSnapshotPreBarrier(1);
    bench.serving.sessions.shut();
    bench.process(bench.image(1));

    bench.harness.setProcessingTime(Duration.ofHours(1).toMillis());

    assertThat(offsets()).containsExactly(0L);
    assertThat(bench.harness.getProcessingTimeService().getNumActiveTimers())
        .as("only the one that watches over checkpoints")
        .isOne();
    bench.serving.sessions.open();
    bench.harness.prepareSnapshotPreBarrier(2);
    assertThat(offsets()).containsExactly(0L, 1L);
  }

  @Test
  void timestampPartitionAndHeadersOfTheImageAreKept() throws Exception {
    bench.process(bench.image(4));
    bench.harness.prepareSnapshotPreBarrier(1);

    StreamRecord<?> emitted = (StreamRecord<?>) bench.harness.getOutput().element();
    assertThat(emitted.getTimestamp()).isEqualTo(1_004);
    OutputRecord output = bench.harness.extractOutputValues().get(0);
    assertThat(output.timestamp()).isEqualTo(1_004);
    assertThat(output.partition()).isEqualTo(1);
    assertThat(OperatorBench.header(output, "traceparent")).isEqualTo("trace-4");
    Prediction prediction = bench.predictions().get(0);
    assertThat(prediction.getOrigin().getPartition()).isEqualTo(1);
    assertThat(prediction.getOrigin().getOffset()).isEqualTo(4);
  }

  @Test
  void inputOrderIsKeptWhereABrokenImageIsDoneFirst() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    bench.process(OperatorBench.record(1, bench.event(1, null, OperatorBench.text("no image"))));
    bench.process(bench.image(2));
    assertThat(bench.deadLetters()).isEmpty();

    bench.serving.sessions.open();
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(offsets()).containsExactly(0L, 2L);
    assertThat(bench.deadLetters()).hasSize(1);
  }

  @Test
  void imagesAreEmittedWithoutABarrierWhenTheirBatchIsDone() throws Exception {
    bench.process(bench.image(0));
    bench.awaitOutputs(1);

    assertThat(offsets()).containsExactly(0L);
    assertThat(bench.predictions().get(0).getTiming().getCloseReason())
        .isNotEqualTo(CloseReason.CHECKPOINT);
  }

  @Test
  void noMoreThanTheBoundIsInFlight() throws Exception {
    for (int n = 0; n < 50; n++) {
      bench.process(bench.image(n));
      long inFlight = n + 1L - bench.harness.getOutput().size();
      assertThat(inFlight).isLessThanOrEqualTo(OperatorBench.MAX_IN_FLIGHT);
    }
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(offsets()).isEqualTo(IntStream.range(0, 50).mapToObj(n -> (long) n).toList());
  }

  @Test
  void versionChangesBetweenTwoImages() throws Exception {
    bench.process(bench.image(0));
    bench.serving.load(2);
    bench.process(bench.image(1));
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(bench.predictions()).extracting(Prediction::getVersion).containsExactly(1L, 2L);
    assertThat(bench.predictions()).extracting(Prediction::getSequence).containsExactly(1L, 2L);
  }

  @Test
  void deadLetterIsTheRecordByteForByteWithItsCause() throws Exception {
    RawRecord poison = OperatorBench.record(7, OperatorBench.text("hello"));
    bench.process(poison);
    bench.harness.prepareSnapshotPreBarrier(1);

    OutputRecord letter = bench.deadLetters().get(0);
    assertThat(letter.value()).isEqualTo(poison.value());
    assertThat(letter.key()).isEqualTo(poison.key());
    assertThat(OperatorBench.header(letter, "traceparent")).isEqualTo("trace-7");
    assertThat(OperatorBench.header(letter, DeadLetter.CODE)).isEqualTo("NOT_AVRO");
    assertThat(OperatorBench.header(letter, DeadLetter.STAGE)).isEqualTo("envelope");
    assertThat(OperatorBench.header(letter, DeadLetter.OFFSET)).isEqualTo("7");
  }

  @Test
  void nullValueEmptyImageTextAndBareMagicAreDeadLettered() throws Exception {
    byte[] magic = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    bench.process(OperatorBench.record(0, null));
    bench.process(OperatorBench.record(1, bench.event(1, null, new byte[0])));
    bench.process(OperatorBench.record(2, bench.event(2, null, OperatorBench.text("<html>"))));
    bench.process(OperatorBench.record(3, bench.event(3, null, magic)));
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(bench.deadLetters())
        .extracting(letter -> OperatorBench.header(letter, DeadLetter.CODE))
        .containsExactly("EMPTY", "EMPTY", "NOT_IMAGE", "CORRUPT");
    assertThat(bench.predictions()).isEmpty();
  }

  @Test
  void imageForAModelThatNobodyPublishedDoesNotStopTheStream() throws Exception {
    bench.process(OperatorBench.record(0, bench.event(0, "no-such-model", bench.pixels(0))));
    bench.process(bench.image(1));
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(OperatorBench.header(bench.deadLetters().get(0), DeadLetter.CODE))
        .isEqualTo("UNKNOWN_MODEL");
    assertThat(offsets()).containsExactly(1L);
  }

  @Test
  void hostThatCannotGoOnFailsTheTask() throws Exception {
    bench.process(bench.image(0));
    bench.serving.failure = new IllegalStateException("the host is gone");

    assertThatThrownBy(() -> bench.process(bench.image(1))).hasMessage("the host is gone");
    bench.serving.failure = null;
  }

  @Test
  void predictionSaysWhatTheModelSays() throws Exception {
    bench.process(bench.image(0));
    bench.harness.prepareSnapshotPreBarrier(1);

    Prediction prediction = bench.predictions().get(0);
    Classification result = (Classification) prediction.getResult();
    assertThat(result.getLabels()).hasSize(3);
    assertThat(result.getLabels().get(0).getScore()).isBetween(0.3f, 1.0f);
    assertThat(prediction.getModel()).isEqualTo("fashion-mnist");
    assertThat(prediction.getDigest()).hasSize(64);
    assertThat(prediction.getProvider()).isEqualTo("cpu");
    assertThat(prediction.getPrecision()).isEqualTo("fp32");
  }

  private List<Long> offsets() {
    return bench.predictions().stream().map(p -> p.getOrigin().getOffset()).toList();
  }
}
