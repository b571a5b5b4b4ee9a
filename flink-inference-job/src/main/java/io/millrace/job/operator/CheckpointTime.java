package io.millrace.job.operator;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * When a checkpoint was begun, kept in it: a job that starts again and again because none is
 * complete must not begin to count anew each time.
 */
final class CheckpointTime {

  private static final ListStateDescriptor<Long> STATE =
      new ListStateDescriptor<>("checkpoint-begun", Types.LONG);

  private final @Nullable ListState<Long> state;
  private long restored;

  private CheckpointTime(@Nullable ListState<Long> state) {
    this.state = state;
  }

  static CheckpointTime restore(OperatorStateStore store) throws Exception {
    ListState<Long> state = store.getUnionListState(STATE); // of any task, at any parallelism
    var time = new CheckpointTime(state);
    for (long kept : state.get()) {
      time.restored = Math.max(time.restored, kept);
    }
    return time;
  }

  /** For a job that ends, as {@link SeenSequences#keptNowhere}. */
  static CheckpointTime keptNowhere() {
    return new CheckpointTime(null);
  }

  /**
   * Since when no checkpoint has been complete, milliseconds since 1970.
   *
   * @param attempt how often the task was started before: one that is started for the first time
   *     may begin from a savepoint of last week, and that is nobody's fault
   */
  long since(int attempt, long now) {
    return attempt > 0 && restored > 0 ? restored : now;
  }

  void snapshot(long now) throws Exception {
    if (state != null) {
      state.update(List.of(now));
    }
  }
}
