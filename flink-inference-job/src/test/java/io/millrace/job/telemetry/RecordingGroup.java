package io.millrace.job.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** Keeps what is registered, by its path. */
final class RecordingGroup implements MetricGroup {

  private final String path;
  private final List<String> registered;
  private final Map<String, Object> metrics;

  RecordingGroup() {
    this("", new ArrayList<>(), new HashMap<>());
  }

  private RecordingGroup(String path, List<String> registered, Map<String, Object> metrics) {
    this.path = path;
    this.registered = registered;
    this.metrics = metrics;
  }

  /** Paths of everything that was registered on this group or one below it. */
  List<String> registered() {
    return registered;
  }

  @Nullable Object metric(String name) {
    return metrics.get(name);
  }

  private <M> M keep(String name, M metric) {
    registered.add(path + "/" + name);
    metrics.put(path + "/" + name, metric);
    return metric;
  }

  @Override
  public Counter counter(String name) {
    return keep(name, new SharedCounter());
  }

  @Override
  public <C extends Counter> C counter(String name, C counter) {
    return keep(name, counter);
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    return keep(name, gauge);
  }

  @Override
  public <H extends Histogram> H histogram(String name, H histogram) {
    return keep(name, histogram);
  }

  @Override
  public <M extends Meter> M meter(String name, M meter) {
    return keep(name, meter);
  }

  @Override
  public MetricGroup addGroup(String name) {
    return new RecordingGroup(path + "/" + name, registered, metrics);
  }

  @Override
  public MetricGroup addGroup(String key, String value) {
    return new RecordingGroup(path + "/" + key + "=" + value, registered, metrics);
  }

  @Override
  public String[] getScopeComponents() {
    return path.split("/", -1);
  }

  @Override
  public Map<String, String> getAllVariables() {
    return Map.of();
  }

  @Override
  public String getMetricIdentifier(String name) {
    return path + "/" + name;
  }

  @Override
  public String getMetricIdentifier(String name, CharacterFilter filter) {
    return getMetricIdentifier(name);
  }
}
