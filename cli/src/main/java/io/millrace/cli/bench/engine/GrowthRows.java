package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.bench.report.Spread;
import io.millrace.engine.host.HostOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * How the cost grows: microseconds per image in runs ten times as long each, a fresh host for each
 * round. Small pictures, a session that does nothing.
 */
record GrowthRows(Workload workload, EngineSettings settings) implements Group {

  private static final int ROW = 10;
  private static final Bar BAR = Bar.atMost(1.05);
  private static final int MOST_AT_ONCE = 20;

  /** A tenth of a second or so: a fresh host has then seen load, as it has through a long run. */
  private static final int WARM = 20_000;

  @Override
  public String title() {
    return "Microseconds per image as runs grow (highest ÷ lowest of the medians)";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    Map<Integer, List<Sample>> samples = new TreeMap<>();
    run(longest());
    for (int round = 0; round < settings.repetitions(); round++) {
      for (int images : inTurns(round)) {
        List<Sample> of = samples.computeIfAbsent(images, n -> new ArrayList<>());
        // Short runs are the less certain ones, and cheap.
        for (int again = 0; again < Math.min(MOST_AT_ONCE, longest() / images); again++) {
          of.add(run(images));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<Integer, List<Sample>> each : samples.entrySet()) {
      run(each.getKey());
      rows.add(point(each.getKey(), each.getValue(), usedHeapMegabytes()));
    }
    rows.add(flatness("cpu", samples, Sample::cpuMicrosPerImage));
    rows.add(flatness("wall", samples, Sample::microsPerImage));
    rows.forEach(done);
    return rows;
  }

  /** Shortest first, then longest first, so that no length is always the last. */
  private List<Integer> inTurns(int round) {
    List<Integer> lengths = new ArrayList<>(settings.growth());
    if (round % 2 == 1) {
      Collections.reverse(lengths);
    }
    return lengths;
  }

  private int longest() {
    return settings.growth().get(settings.growth().size() - 1);
  }

  private Sample run(int images) throws Exception {
    HostOptions options = HostOptions.defaults();
    try (EngineLoop engine = new EngineLoop(workload, new NoopSessions(workload.net()), options)) {
      engine.run(WARM);
      return engine.run(images);
    }
  }

  private static Row point(int images, List<Sample> samples, Double heap) {
    List<Double> wall = samples.stream().map(Sample::microsPerImage).toList();
    List<Double> cpu = samples.stream().map(Sample::cpuMicrosPerImage).toList();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("rounds", samples.size());
    details.put("cpu_us_per_image", Spread.of(cpu).median());
    details.put("heap_used_mb_after", heap);
    return new Row(
        null,
        "engine_us_per_image",
        "png28 %,d images".formatted(images),
        Spread.of(wall),
        "us",
        null,
        new Row.Details(details, Map.of()));
  }

  private static Row flatness(
      String time, Map<Integer, List<Sample>> samples, ToDoubleFunction<Sample> figure) {
    Map<String, Object> medians = new LinkedHashMap<>();
    List<Double> values = new ArrayList<>();
    samples.forEach(
        (images, of) -> {
          double median = Spread.of(of.stream().map(figure::applyAsDouble).toList()).median();
          medians.put("us_at_" + images, median);
          values.add(median);
        });
    Spread spread = Spread.of(values);
    Spread ratio = Spread.of(spread.high() / spread.low());
    return new Row(
        ROW,
        "growth",
        "engine png28 " + time,
        ratio,
        "ratio",
        BAR,
        new Row.Details(medians, Map.of()));
  }

  private static double usedHeapMegabytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / 1e6;
  }
}
