package io.millrace.job.operator;

import io.millrace.job.serving.SequenceFloor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/**
 * All that the operator keeps across a restart: how far the registry had come. A registry that was
 * set back would put versions in service again that were taken out of it.
 *
 * <p>Every task restores what all of them had kept (union state), so that the job may come back at
 * any parallelism.
 */
final class SeenSequences {

  private static final ListStateDescriptor<Tuple2<String, Long>> STATE =
      new ListStateDescriptor<>(
          "highest-registry-sequences", Types.TUPLE(Types.STRING, Types.LONG));

  private final @Nullable ListState<Tuple2<String, Long>> state;
  private SequenceFloor floor = SequenceFloor.NONE;

  private SeenSequences(@Nullable ListState<Tuple2<String, Long>> state) {
    this.state = state;
  }

  /** What the checkpoint says from which the task starts; nothing if it starts from none. */
  static SeenSequences restore(OperatorStateStore store) throws Exception {
    ListState<Tuple2<String, Long>> state = store.getUnionListState(STATE);
    var seen = new SeenSequences(state);
    for (Tuple2<String, Long> kept : state.get()) {
      seen.floor = seen.floor.with(Map.of(kept.f0, kept.f1));
    }
    return seen;
  }

  /**
   * Keeps nothing: for a job that ends. Flink cannot take a checkpoint of union state when some
   * tasks have ended and others have not; such a job is short, and its versions can be pinned.
   */
  static SeenSequences ofABoundedJob() {
    return new SeenSequences(null);
  }

  SequenceFloor floor() {
    return floor;
  }

  /** Keeps what has been seen by now. */
  void snapshot(Map<String, Long> shown) throws Exception {
    if (state == null) {
      return;
    }
    floor = floor.with(shown);
    List<Tuple2<String, Long>> kept = new ArrayList<>();
    floor.atLeast().forEach((model, sequence) -> kept.add(Tuple2.of(model, sequence)));
    state.update(kept);
  }
}
