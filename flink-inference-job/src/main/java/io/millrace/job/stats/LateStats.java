package io.millrace.job.stats;

import io.millrace.job.log.OutputRecord;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Emits what came behind the allowed lateness, on its own, and counts it. */
final class LateStats extends ProcessFunction<PredictionSummary, OutputRecord> {

  private static final long serialVersionUID = 1L;

  private final String registryUrl;
  private final long windowMillis;
  private transient @Nullable StatsRecords records;
  private transient @Nullable Counter late;

  LateStats(String registryUrl, long windowMillis) {
    this.registryUrl = registryUrl;
    this.windowMillis = windowMillis;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    late = getRuntimeContext().getMetricGroup().counter("millrace_stats_late");
    records = StatsRecords.open(registryUrl);
  }

  @Override
  public void processElement(
      PredictionSummary summary, Context context, Collector<OutputRecord> out) {
    long start = TimeWindow.getWindowStartWithOffset(context.timestamp(), 0, windowMillis);
    TimeWindow window = new TimeWindow(start, start + windowMillis);
    out.collect(Objects.requireNonNull(records, "open() comes first").late(summary, window));
    Objects.requireNonNull(late, "open() comes first").inc();
  }

  @Override
  public void close() {
    if (records != null) {
      records.close();
    }
  }
}
