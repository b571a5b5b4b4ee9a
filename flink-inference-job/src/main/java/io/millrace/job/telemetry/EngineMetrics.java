package io.millrace.job.telemetry;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.FailureCode;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** Counts what the engine's threads report; may be registered on any number of groups. */
public final class EngineMetrics implements EngineRecorder {

  /** Latest values from which a histogram's quantiles are taken. */
  private static final int WINDOW = 2_048;

  private final Counter scored = new SharedCounter();
  private final Counter batches = new SharedCounter();
  private final Counter memoryRanOut = new SharedCounter();
  private final Counter tunings = new SharedCounter();
  private final Map<FailureCode, Counter> failed = new EnumMap<>(FailureCode.class);
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
  private final Histogram batchSize = histogram();
  private final Histogram batchFill = histogram();
  private final Histogram queueMicros = histogram();
  private final Histogram decodeMicros = histogram();
  private final Histogram batchWaitMicros = histogram();
  private final Histogram runMicros = histogram();

  public EngineMetrics() {
    for (FailureCode code : FailureCode.values()) {
      failed.put(code, new SharedCounter());
    }
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, new SharedCounter());
    }
  }

  /** Registers everything that is counted. Once per group. */
  public void register(MetricGroup group) {
    group.counter("images_scored", scored);
    group.counter("batches", batches);
    group.counter("memory_ran_out", memoryRanOut);
    group.counter("tunings", tunings);
    failed.forEach(
        (code, counter) -> group.addGroup("code", code.name()).counter("images_failed", counter));
    closed.forEach(
        (reason, counter) ->
            group.addGroup("reason", reason.name()).counter("batches_closed", counter));
    group.histogram("batch_size", batchSize);
    group.histogram("batch_fill_percent", batchFill);
    group.histogram("queue_micros", queueMicros);
    group.histogram("decode_micros", decodeMicros);
    group.histogram("batch_wait_micros", batchWaitMicros);
    group.histogram("run_micros", runMicros);
  }

  @Override
  public void imageScored(VersionId version, BatchTiming timing) {
    scored.inc();
    queueMicros.update(timing.queueMicros());
    decodeMicros.update(timing.decodeMicros());
    batchWaitMicros.update(timing.batchWaitMicros());
  }

  @Override
  public void imageFailed(VersionId version, FailureCode code) {
    count(failed, code);
  }

  @Override
  public void batchRan(VersionId version, int size, int bucket, CloseReason reason, long micros) {
    batches.inc();
    count(closed, reason);
    batchSize.update(size);
    batchFill.update(100L * size / bucket);
    runMicros.update(micros);
  }

  @Override
  public void memoryRanOut(VersionId version, int cap) {
    memoryRanOut.inc();
  }

  @Override
  public void tuned(VersionId version, Tuning tuning) {
    tunings.inc();
  }

  private static <K> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.inc();
    }
  }

  private static Histogram histogram() {
    return new WindowHistogram(WINDOW);
  }
}
