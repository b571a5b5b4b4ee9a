package io.millrace.job.telemetry;

import io.millrace.engine.host.HostSnapshot;
import io.millrace.engine.host.HostSnapshot.LaneSnapshot;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What the engine holds at the moment that it is asked. */
final class EngineGauges {

  private final Supplier<HostSnapshot> engine;

  EngineGauges(Supplier<HostSnapshot> engine) {
    this.engine = engine;
  }

  /** What concerns the host as a whole. Once per group. */
  void register(MetricGroup group) {
    group.gauge("images_in_flight", () -> engine.get().inFlight());
    group.gauge("bytes_in_flight", () -> engine.get().bytesInFlight());
    group.gauge("stuck_workers", () -> engine.get().stuckWorkers());
    Gauge<Long> buffers =
        () -> engine.get().lanes().stream().mapToLong(LaneSnapshot::bufferBytes).sum();
    group.gauge("buffer_bytes", buffers);
  }

  /** What concerns a model: that of its newest version in service. Once per group and model. */
  void register(MetricGroup group, String model) {
    MetricGroup ofModel = group.addGroup("model", model);
    ofModel.gauge("alpha_micros", real(model, LaneSnapshot::alphaMicros));
    ofModel.gauge("tau0_micros", real(model, LaneSnapshot::tau0Micros));
    ofModel.gauge("batch_cap", whole(model, LaneSnapshot::cap));
    ofModel.gauge("images_queued", whole(model, LaneSnapshot::queued));
    ofModel.gauge("model_images_in_flight", whole(model, LaneSnapshot::inFlight));
  }

  private Gauge<Double> real(String model, ToDoubleFunction<LaneSnapshot> value) {
    return () -> newest(model).map(value::applyAsDouble).orElse(0.0);
  }

  private Gauge<Long> whole(String model, ToLongFunction<LaneSnapshot> value) {
    return () -> newest(model).map(value::applyAsLong).orElse(0L);
  }

  private Optional<LaneSnapshot> newest(String model) {
    return engine.get().lanes().stream()
        .filter(lane -> lane.version().model().equals(model))
        .max(Comparator.comparingLong(lane -> lane.version().version()));
  }
}
