package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.bench.report.Turns;
import io.millrace.engine.host.HostOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * What the engine adds to an image: small pictures, a session that does nothing. Under load it is
 * the engine's time per image less the raw loop's, which decodes and reads results all the same; at
 * idle it is the time from submit until done less the decoding, two wake-ups of threads included.
 */
record OverheadRows(Workload workload, EngineSettings settings) implements Group {

  private static final Bar BAR = Bar.atMost(10);
  private static final long IMAGES_PER_SECOND = 60_000;
  private static final int HOPS_PER_SECOND = 2_000;

  @Override
  public String title() {
    return "Microseconds per image that the engine adds, with a session that does nothing";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int workers : new int[] {1, 2}) {
      rows.addAll(underLoad(workers));
    }
    rows.add(atIdle());
    rows.forEach(done);
    return rows;
  }

  private List<Row> underLoad(int workers) throws Exception {
    NoopSessions sessions = new NoopSessions(workload.net());
    HostOptions options = HostOptions.defaults().withWorkers(workers);
    long images = (long) (settings.seconds() * IMAGES_PER_SECOND);
    try (RawLoop raw = new RawLoop(workload, sessions, workers);
        EngineLoop engine = new EngineLoop(workload, sessions, options)) {
      engine.warmUp(images);
      raw.run(images);
      Turns<Sample> turns =
          Turns.take(settings.repetitions(), () -> engine.run(images), () -> raw.run(images));
      String load = "png28 %d worker%s ".formatted(workers, workers == 1 ? "" : "s");
      Row.Details details =
          new Row.Details(
              details("engine", images, turns.a()), details("raw loop", images, turns.b()));
      return List.of(
          row(load + "cpu", turns.difference(Sample::cpuMicrosPerImage), details),
          row(load + "wall", turns.difference(Sample::microsPerImage), details));
    }
  }

  private static Row row(String load, Spread value, Row.Details details) {
    return new Row(null, "engine_overhead", load, value, "us", BAR, details);
  }

  private Row atIdle() throws Exception {
    HostOptions options = HostOptions.defaults().withWorkers(1);
    int hops = Math.max(1, (int) (settings.seconds() * HOPS_PER_SECOND));
    try (EngineLoop engine = new EngineLoop(workload, new NoopSessions(workload.net()), options)) {
      List<Double> medians = new ArrayList<>();
      Histogram nanos = new Histogram(3);
      for (int round = 0; round <= settings.repetitions(); round++) {
        Histogram one = hops(engine, hops);
        if (round > 0) {
          medians.add(one.getValueAtPercentile(50) / 1e3);
          nanos.add(one);
        }
      }
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("what", "submit until done less decode, one image at a time");
      details.put("images", nanos.getTotalCount());
      for (double percentile : new double[] {50, 95, 99, 99.9}) {
        details.put("p" + percentile + "_us", nanos.getValueAtPercentile(percentile) / 1e3);
      }
      return new Row(
          null,
          "engine_idle_hop",
          "png28 1 worker wall",
          Spread.of(medians),
          "us",
          null,
          new Row.Details(details, Map.of()));
    }
  }

  private static Histogram hops(EngineLoop engine, int images) {
    Histogram nanos = new Histogram(3);
    for (int i = 0; i < images; i++) {
      nanos.recordValue(engine.hop(i));
    }
    return nanos;
  }

  private static Map<String, Object> details(String who, long images, List<Sample> rounds) {
    Turns<Sample> taken = new Turns<>(rounds, rounds);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("images_per_round", images);
    details.put("wall_us_per_image", taken.medianOfA(Sample::microsPerImage));
    details.put("cpu_us_per_image", taken.medianOfA(Sample::cpuMicrosPerImage));
    return details;
  }
}
