package io.millrace.job.stats;

import io.millrace.job.log.OutputRecord;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Emits a window when it closes and again when it changes, numbered. */
final class WindowStats extends ProcessWindowFunction<Tally, OutputRecord, StatsKey, TimeWindow> {

  private static final long serialVersionUID = 1L;
  private static final ValueStateDescriptor<Integer> REVISION =
      new ValueStateDescriptor<>("revision", Types.INT);

  private final String registryUrl;
  private transient @Nullable StatsRecords records;

  WindowStats(String registryUrl) {
    this.registryUrl = registryUrl;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    records = StatsRecords.open(registryUrl);
  }

  @Override
  public void process(
      StatsKey key, Context context, Iterable<Tally> tallies, Collector<OutputRecord> out)
      throws Exception {
    StatsRecords opened = Objects.requireNonNull(records, "open() comes first");
    ValueState<Integer> state = context.windowState().getState(REVISION);
    Integer next = state.value();
    int revision = next == null ? 0 : next;
    state.update(revision + 1);
    out.collect(opened.ofWindow(key, context.window(), tallies.iterator().next(), revision));
  }

  @Override
  public void clear(Context context) {
    context.windowState().getState(REVISION).clear();
  }

  @Override
  public void close() {
    if (records != null) {
      records.close();
    }
  }
}
