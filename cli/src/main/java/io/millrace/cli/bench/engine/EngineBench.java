package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.report.Machine;
import io.millrace.cli.bench.report.Plot;
import io.millrace.cli.bench.report.Plot.Mark;
import io.millrace.cli.bench.report.Report;
import io.millrace.cli.bench.report.ReportFolder;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.terminal.Console;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.session.SessionFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The groups of rows, one after the other, and the report of all. */
final class EngineBench {

  static final String NAME = "engine";

  private final EngineSettings settings;
  private final Set<Part> parts;
  private final Console console;
  private final Machine machine = new Machine();
  private final List<Row> rows = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();

  /** What can be asked for alone. */
  enum Part {
    DECODE,
    OVERHEAD,
    HEAP,
    GROWTH,
    THROUGHPUT
  }

  EngineBench(EngineSettings settings, Set<Part> parts, Console console) {
    this.settings = settings;
    this.parts = parts;
    this.console = console;
  }

  Report run(ReportFolder folder) throws Exception {
    OnnxRuntime runtime = OnnxRuntime.load();
    SessionFactory sessions = new OnnxSessionFactory(runtime);
    console.say("Building models and pictures ...");
    List<Workload> workloads = Workload.all(folder.path().resolve("models"));
    for (Part part : Part.values()) {
      if (parts.contains(part)) {
        measure(part, workloads, sessions);
      }
    }
    return new Report(NAME, machine.description(), described(runtime), rows, plots);
  }

  private void measure(Part part, List<Workload> workloads, SessionFactory sessions)
      throws Exception {
    Workload small = of(workloads, Net.CNN28);
    Workload large = of(workloads, Net.SQUEEZENET);
    switch (part) {
      case DECODE -> decoding(rows(new DecodeRows(large.bundle().spec().input(), settings)));
      case OVERHEAD -> plot("overhead", rows(new OverheadRows(small, settings)), "engine_overhead");
      case HEAP ->
          plot("heap", rows(new HeapRows(small, large, sessions, settings)), "engine_heap");
      case GROWTH -> plot("growth", rows(new GrowthRows(small, settings)), "engine_us_per_image");
      case THROUGHPUT ->
          plot(
              "throughput",
              rows(new ThroughputRows(workloads, sessions, settings)),
              "engine_throughput");
    }
  }

  private Rows rows(Group group) throws Exception {
    console.say(group.title());
    List<Row> measured = group.measure(row -> console.say(row.asLine()));
    rows.addAll(measured);
    return new Rows(group.title(), measured);
  }

  /** What a group came to. */
  private record Rows(String title, List<Row> rows) {}

  private void plot(String name, Rows measured, String rowName) {
    List<Row> drawn =
        measured.rows().stream().filter(row -> row.name().startsWith(rowName)).toList();
    plots.add(Plot.ofRows(name, measured.title(), drawn));
  }

  private void decoding(Rows measured) {
    List<Mark> marks =
        measured.rows().stream()
            .flatMap(
                row ->
                    Stream.of(
                        mark(row, row.details().a(), false), mark(row, row.details().b(), true)))
            .toList();
    plots.add(
        new Plot("decode", "Decode and resize to 224 × 224 floats", "ms, median", null, marks));
  }

  private static Mark mark(Row row, Map<String, Object> details, boolean second) {
    double median = details.get("p50_ms") instanceof Double known ? known : Double.NaN;
    return new Mark(row.workload() + " " + details.get("what"), Spread.of(median), second);
  }

  private Map<String, Object> described(OnnxRuntime runtime) {
    Map<String, Object> all = new LinkedHashMap<>(settings.description());
    all.put("onnxruntime", runtime.version());
    return all;
  }

  private static Workload of(List<Workload> workloads, Net net) {
    return workloads.stream().filter(each -> each.net() == net).findFirst().orElseThrow();
  }
}
