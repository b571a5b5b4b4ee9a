package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Prediction;
import io.millrace.job.serving.SequenceFloor;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a checkpoint holds of the operator: how far the registry had come, and never an image. */
@Timeout(60)
class OperatorStateTest {

  @Test
  void firstRunExpectsNothingOfTheRegistry() throws Exception {
    OperatorBench bench = new OperatorBench().open();

    assertThat(bench.serving.awaited).isEqualTo(SequenceFloor.NONE);
    bench.close();
  }

  @Test
  void noImageIsInACheckpoint() throws Exception {
    OperatorBench bench = new OperatorBench().open();
    OperatorSubtaskState empty = checkpoint(bench, 1);
    for (int n = 0; n < 5; n++) {
      bench.process(bench.image(n));
    }
    OperatorSubtaskState state = checkpoint(bench, 2);

    assertThat(state.getStateSize()).isEqualTo(empty.getStateSize()).isLessThan(1_000);
    assertThat(bench.predictions()).extracting(Prediction::getVersion).hasSize(5);
    bench.close();
  }

  @Test
  void restoredOperatorWaitsForTheSequenceThatWasSeen() throws Exception {
    OperatorSubtaskState state = checkpointAfter(2);

    OperatorBench second = new OperatorBench().restore(state);
    assertThat(second.serving.awaited).isEqualTo(new SequenceFloor(Map.of(TestServing.MODEL, 2L)));
    second.close();
  }

  @Test
  void whatWasSeenIsNeverForgottenWhereTheRegistryShowsLess() throws Exception {
    OperatorBench second = new OperatorBench().restore(checkpointAfter(2));
    OperatorSubtaskState state = checkpoint(second, 7); // its registry is at 1
    second.close();

    OperatorBench third = new OperatorBench().restore(state);
    assertThat(third.serving.awaited.atLeast()).containsEntry(TestServing.MODEL, 2L);
    third.close();
  }

  @Test
  void highestSequenceOfAllTasksIsRestoredAtAnotherParallelism() throws Exception {
    OperatorSubtaskState both =
        AbstractStreamOperatorTestHarness.repackageState(checkpointAfter(1), checkpointAfter(2));

    assertThat(both.getManagedOperatorState())
        .allSatisfy(
            handle ->
                assertThat(handle.getStateNameToPartitionOffsets().values())
                    .extracting(OperatorStateHandle.StateMetaInfo::getDistributionMode)
                    .containsOnly(OperatorStateHandle.Mode.UNION));
    OperatorBench one = new OperatorBench().restore(both);
    assertThat(one.serving.awaited.atLeast()).containsExactly(Map.entry(TestServing.MODEL, 2L));
    one.close();
  }

  /** The checkpoint of an operator whose registry had come to a sequence. */
  private static OperatorSubtaskState checkpointAfter(int sequence) throws Exception {
    OperatorBench bench = new OperatorBench().open();
    if (sequence > 1) {
      bench.serving.load(sequence);
    }
    OperatorSubtaskState state = checkpoint(bench, 5);
    bench.close();
    return state;
  }

  private static OperatorSubtaskState checkpoint(OperatorBench bench, long id) throws Exception {
    bench.harness.prepareSnapshotPreBarrier(id);
    return bench.harness.snapshot(id, 0);
  }
}
