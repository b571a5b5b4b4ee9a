package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.pipeline.Reading.Window;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.bench.report.Spread;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How the cost grows: microseconds per image of jobs over ten times as many images each, and the
 * memory that is in use after them.
 */
record GrowthRows(Stand stand, Workload workload, WarmUp warmUp, PipelineSettings settings)
    implements Group {

  private static final int ROW = 10;
  private static final Bar BAR = Bar.atMost(1.05);
  private static final int MOST_AT_ONCE = 3;
  private static final Path STATUS = Path.of("/proc/self/status");

  @Override
  public String title() {
    return "Microseconds per image as jobs grow (highest ÷ lowest of the medians)";
  }

  /** One length, run so often. */
  private record Point(List<Sample> samples, List<Double> heap, List<Double> resident) {

    Point() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    double median(ToDoubleFunction<Sample> figure) {
      return Spread.of(samples.stream().map(figure::applyAsDouble).toList()).median();
    }
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    Map<Integer, Point> points = new TreeMap<>();
    try (var writer = new ImageWriter(stand.endpoints());
        var predictions = new LogEnds(stand.endpoints(), Topics.PREDICTIONS.name())) {
      List<byte[]> envelopes = writer.envelopes(workload.net().label(), workload.images());
      OffsetRange all = writer.write(envelopes, longest(), stand.setup().partitions());
      warmUp.take(() -> window(predictions, all, longest()));
      for (int round = 0; round < settings.repetitions(); round++) {
        for (int images : inTurns(round)) {
          measure(predictions, all, images, points.computeIfAbsent(images, n -> new Point()));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    points.forEach((images, point) -> rows.add(row(images, point)));
    rows.add(flatness("cpu", points, Sample::cpuMicrosPerImage));
    rows.add(flatness("wall", points, Sample::microsPerImage));
    rows.add(memory("heap", points, Point::heap));
    rows.add(memory("resident", points, Point::resident));
    rows.forEach(done);
    return rows;
  }

  private void measure(LogEnds predictions, OffsetRange all, int images, Point point)
      throws Exception {
    // Short runs are the less certain ones, and cheap.
    for (int again = 0; again < Math.min(MOST_AT_ONCE, longest() / images); again++) {
      point.samples().add(window(predictions, all, images).sample());
    }
    point.heap().add(usedHeapMegabytes());
    point.resident().add(residentMegabytes());
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

  private Window window(LogEnds predictions, OffsetRange all, int images) throws Exception {
    OffsetRange range = Ranges.first(all, images);
    var graph = new Jobs(stand.endpoints(), stand.setup()).inference(range);
    return new JobRun(stand.flink(), predictions).measure(graph, range.size());
  }

  private static Row row(int images, Point point) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("rounds", point.samples().size());
    details.put("cpu_us_per_image", point.median(Sample::cpuMicrosPerImage));
    details.put("heap_used_mb_after", Spread.of(point.heap()).median());
    details.put("resident_mb_after", Spread.of(point.resident()).median());
    return new Row(
        null,
        "pipeline_us_per_image",
        "cnn28-png28 %,d images".formatted(images),
        Spread.of(point.samples().stream().map(Sample::microsPerImage).toList()),
        "us",
        null,
        new Row.Details(details, Map.of()));
  }

  private static Row flatness(
      String time, Map<Integer, Point> points, ToDoubleFunction<Sample> figure) {
    Map<Integer, Double> medians = new TreeMap<>();
    points.forEach((images, point) -> medians.put(images, point.median(figure)));
    return ratio("growth", "pipeline cnn28-png28 " + time, medians, "us_at_");
  }

  private static Row memory(
      String which, Map<Integer, Point> points, Function<Point, List<Double>> megabytes) {
    Map<Integer, Double> medians = new TreeMap<>();
    points.forEach(
        (images, point) -> medians.put(images, Spread.of(megabytes.apply(point)).median()));
    return ratio("memory_growth", "pipeline cnn28-png28 " + which, medians, "mb_after_");
  }

  private static Row ratio(String name, String on, Map<Integer, Double> medians, String label) {
    Map<String, Object> details = new LinkedHashMap<>();
    medians.forEach((images, median) -> details.put(label + images, median));
    Spread spread = Spread.of(List.copyOf(medians.values()));
    return new Row(
        ROW,
        name,
        on,
        Spread.of(spread.high() / spread.low()),
        "ratio",
        BAR,
        new Row.Details(details, Map.of()));
  }

  private static double usedHeapMegabytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / 1e6;
  }

  /** Of this process, off-heap and native memory included; 0 where the system does not tell. */
  private static double residentMegabytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1e3)
          .findFirst()
          .orElse(0);
    }
  }
}
