package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointWatchTest {

  private static final Duration ALARM = Duration.ofSeconds(10);

  private final TestProcessingTimeService clock = new TestProcessingTimeService();
  private final Counter alarms = new SimpleCounter();
  private final MetricGroup metrics =
      new UnregisteredMetricsGroup() {
        @Override
        public Counter counter(String name) {
          return alarms;
        }
      };
  private CheckpointWatch watch;

  @BeforeEach
  void start() throws Exception {
    clock.setCurrentTime(1_000);
    watch = new CheckpointWatch(clock, 1_000, ALARM, metrics);
  }

  @Test
  void ageCountsFromTheBeginningOfTheLastCheckpointThatIsComplete() throws Exception {
    assertThat(watch.ageMillis()).isZero();
    clock.setCurrentTime(3_000);
    watch.begun(1);
    clock.setCurrentTime(5_000);
    assertThat(watch.ageMillis()).isEqualTo(4_000);

    watch.completed(1);

    assertThat(watch.ageMillis()).isEqualTo(2_000);
  }

  @Test
  void checkpointThatFailsDoesNotMakeItYounger() throws Exception {
    clock.setCurrentTime(3_000);
    watch.begun(1);
    watch.begun(2);
    clock.setCurrentTime(4_000);
    watch.begun(3);

    watch.completed(2);
    watch.completed(1); // long over

    assertThat(watch.ageMillis()).isEqualTo(1_000);
  }

  @Test
  void alarmIsRaisedOnceAnAgeAndNotWhileCheckpointsAreComplete() throws Exception {
    clock.setCurrentTime(8_000);
    watch.begun(1);
    watch.completed(1);

    clock.setCurrentTime(17_999);
    assertThat(alarms.getCount()).isZero();
    clock.setCurrentTime(18_000);
    assertThat(alarms.getCount()).isOne();
    clock.setCurrentTime(28_000);
    assertThat(alarms.getCount()).isEqualTo(2);
    assertThat(clock.getNumActiveTimers()).isOne();
  }

  @Test
  void jobThatStartsAgainGoesOnCountingAndOneThatIsNewBegins() throws Exception {
    OperatorBench bench = new OperatorBench().open();
    bench.harness.setProcessingTime(5_000);
    OperatorSubtaskState state = bench.harness.snapshot(1, 0);
    bench.close();
    var store = new OperatorBench().restore(state);
    CheckpointTime kept =
        CheckpointTime.restore(
            ((InferenceOperator) store.harness.getOneInputOperator()).getOperatorStateBackend());
    store.close();

    assertThat(kept.since(1, 60_000)).isEqualTo(5_000);
    assertThat(kept.since(0, 60_000)).as("begun by hand, from whatever").isEqualTo(60_000);
    assertThat(CheckpointTime.keptNowhere().since(1, 60_000)).isEqualTo(60_000);
  }
}
