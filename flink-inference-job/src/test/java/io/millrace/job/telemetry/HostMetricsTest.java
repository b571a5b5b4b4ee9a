package io.millrace.job.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.host.HostSnapshot;
import io.millrace.engine.host.HostSnapshot.LaneSnapshot;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.FailureCode;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.junit.jupiter.api.Test;

class HostMetricsTest {

  private static final VersionId OLD = new VersionId("shirts", 1);
  private static final VersionId NEW = new VersionId("shirts", 2);

  private final RecordingGroup group = new RecordingGroup();
  private final EngineMetrics engine = new EngineMetrics();
  private final HostMetrics host =
      new HostMetrics(
          engine,
          () -> new HostSnapshot(3, 4_096, 1, List.of(lane(OLD, 8, 100), lane(NEW, 16, 200))));

  @Test
  void severalSlotsOfAJobRegisterOnce() {
    MetricGroup job = group;
    host.serves("shirts");
    host.register(job);
    host.register(job);
    host.serves("shirts");

    assertThat(group.registered()).doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  void countsWhatTheEngineReports() {
    host.register(group);
    engine.imageScored(NEW, new BatchTiming(10, 20, 30, 40, 2, CloseReason.IDLE));
    engine.imageFailed(NEW, FailureCode.CORRUPT);
    engine.batchRan(NEW, 3, 4, CloseReason.SIZE, 40);
    engine.memoryRanOut(NEW, 2);
    engine.tuned(NEW, new Tuning(4, Tuning.Patience.NONE, false));

    assertThat(count("/millrace/images_scored")).isEqualTo(1);
    assertThat(count("/millrace/code=CORRUPT/images_failed")).isEqualTo(1);
    assertThat(count("/millrace/code=EMPTY/images_failed")).isZero();
    assertThat(count("/millrace/reason=SIZE/batches_closed")).isEqualTo(1);
    assertThat(count("/millrace/batches")).isEqualTo(1);
    assertThat(count("/millrace/memory_ran_out")).isEqualTo(1);
    assertThat(count("/millrace/tunings")).isEqualTo(1);
    assertThat(max("/millrace/batch_fill_percent")).isEqualTo(75);
    assertThat(max("/millrace/batch_size")).isEqualTo(3);
    assertThat(max("/millrace/queue_micros")).isEqualTo(10);
    assertThat(max("/millrace/decode_micros")).isEqualTo(20);
    assertThat(max("/millrace/batch_wait_micros")).isEqualTo(30);
    assertThat(max("/millrace/run_micros")).isEqualTo(40);
  }

  @Test
  void gaugesShowTheHostAndTheNewestVersionOfAModel() {
    host.register(group);
    host.serves("shirts");

    assertThat(value("/millrace/images_in_flight")).isEqualTo(3);
    assertThat(value("/millrace/bytes_in_flight")).isEqualTo(4_096L);
    assertThat(value("/millrace/buffer_bytes")).isEqualTo(300L);
    assertThat(value("/millrace/stuck_workers")).isEqualTo(1);
    assertThat(value("/millrace/model=shirts/batch_cap")).isEqualTo(16L);
    assertThat(value("/millrace/model=shirts/alpha_micros")).isEqualTo(1.5);
    assertThat(value("/millrace/model=shirts/tau0_micros")).isEqualTo(2.5);
  }

  private static LaneSnapshot lane(VersionId version, int cap, long bytes) {
    Tuning tuning = new Tuning(cap, Tuning.Patience.PAYS, false);
    return new LaneSnapshot(version, 1.5, 2.5, cap, tuning, 1, 2, bytes);
  }

  private long count(String name) {
    return ((Counter) metric(name)).getCount();
  }

  private long max(String name) {
    return ((Histogram) metric(name)).getStatistics().getMax();
  }

  private Object value(String name) {
    return ((Gauge<?>) metric(name)).getValue();
  }

  private Object metric(String name) {
    Object metric = group.metric(name);
    assertThat(metric).as(name).isNotNull();
    return metric == null ? "" : metric;
  }
}
