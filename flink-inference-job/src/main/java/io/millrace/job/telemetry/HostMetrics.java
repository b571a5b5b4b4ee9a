package io.millrace.job.telemetry;

import io.millrace.engine.host.HostSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.metrics.MetricGroup;

/**
 * The metrics of one engine on the groups of the jobs that use it, each registered once however
 * many slots ask. Safe for threads.
 */
public final class HostMetrics {

  private final EngineMetrics counted;
  private final EngineGauges gauges;
  // By the job's group, which has no equals of its own; a group that is closed is never asked
  // again.
  private final Map<MetricGroup, MetricGroup> groups = new HashMap<>(); // guarded by this
  private final Set<String> models = new HashSet<>(); // guarded by this

  public HostMetrics(EngineMetrics counted, Supplier<HostSnapshot> engine) {
    this.counted = counted;
    this.gauges = new EngineGauges(engine);
  }

  /**
   * Registers on a group, unless that is done.
   *
   * @param ofJob group that all slots of a job in this process share
   */
  public synchronized void register(MetricGroup ofJob) {
    if (groups.containsKey(ofJob)) {
      return;
    }
    MetricGroup group = ofJob.addGroup("millrace");
    groups.put(ofJob, group);
    counted.register(group);
    gauges.register(group);
    models.forEach(model -> gauges.register(group, model));
  }

  /** Adds what concerns a model, which has a version in service now. */
  public synchronized void serves(String model) {
    if (models.add(model)) {
      groups.values().forEach(group -> gauges.register(group, model));
    }
  }
}
