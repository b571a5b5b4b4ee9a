package io.millrace.registry.http;

import io.millrace.avro.ModelState;
import io.millrace.registry.topology.Queries;
import io.millrace.registry.topology.Queries.NotHereException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** A handful of figures in the text format of Prometheus; all others are Kafka's, by JMX. */
public final class Figures {

  private final Queries queries;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final Supplier<? extends Map<MetricName, ? extends Metric>> kafka;

  /**
   * Figures of this instance.
   *
   * @param ready whether it answers questions
   * @param kafka what Kafka Streams measures here
   */
  public Figures(
      Queries queries,
      InstantSource clock,
      BooleanSupplier ready,
      Supplier<? extends Map<MetricName, ? extends Metric>> kafka) {
    this.queries = queries;
    this.clock = clock;
    this.ready = ready;
    this.kafka = kafka;
  }

  String text() {
    var text = new StringBuilder();
    boolean isReady = ready.getAsBoolean();
    gauge(text, "ready", "1 while this instance answers questions.", isReady ? 1 : 0);
    gauge(
        text,
        "stream_threads",
        "Threads of Kafka Streams that run; 0: nothing is read here.",
        sum("alive-stream-threads"));
    gauge(
        text,
        "records_behind",
        "Records that wait to be read, of the partition that has most of them.",
        most("records-lag-max"));
    gauge(
        text,
        "records_per_second",
        "Records read: commands, reports of hosts, predictions.",
        sum("records-consumed-rate"));
    if (isReady) {
      state(text);
    }
    return text.toString();
  }

  private void state(StringBuilder text) {
    try {
      List<ModelState> models = queries.models();
      List<Queries.Host> hosts = queries.hosts(clock.instant());
      gauge(text, "models", "Models that are known.", models.size());
      gauge(
          text,
          "rollouts",
          "Models of which a version is being staged or is on trial.",
          (double) models.stream().filter(model -> model.getRollout() != null).count());
      gauge(
          text,
          "hosts_alive",
          "Hosts that have reported lately.",
          (double) hosts.stream().filter(Queries.Host::isAlive).count());
    } catch (NotHereException e) {
      // It moved away between two questions; the next scrape finds it not ready.
    }
  }

  private double sum(String name) {
    return values(name).sum();
  }

  private double most(String name) {
    return values(name).max().orElse(0);
  }

  private DoubleStream values(String name) {
    return kafka.get().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(name))
        .filter(metric -> !metric.getKey().tags().containsKey("topic"))
        .map(metric -> metric.getValue().metricValue())
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .filter(Double::isFinite);
  }

  private static void gauge(StringBuilder text, String name, String help, double value) {
    String full = "millrace_registry_" + name;
    text.append("# HELP ").append(full).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(full).append(" gauge\n");
    text.append(full).append(' ').append(value).append('\n');
  }
}
