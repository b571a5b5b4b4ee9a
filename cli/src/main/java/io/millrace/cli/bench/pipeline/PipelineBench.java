package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.picture.Padded;
import io.millrace.cli.bench.report.Machine;
import io.millrace.cli.bench.report.Plot;
import io.millrace.cli.bench.report.Report;
import io.millrace.cli.bench.report.ReportFolder;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.terminal.Console;
import io.millrace.engine.onnx.OnnxRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The groups of rows, one after the other, and the report of all. */
final class PipelineBench {

  static final String NAME = "pipeline";

  private static final List<Net> NETS = List.of(Net.CNN28, Net.SQUEEZENET, Net.MOBILENETV2);

  private static final int PICTURES = 16;
  private static final int PHOTO_BYTES = 110_000;

  private final PipelineSettings settings;
  private final WarmUp warmUp;
  private final Set<Part> parts;
  private final Console console;
  private final Machine machine = new Machine();
  private final List<Row> rows = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();

  /** What can be asked for alone. */
  enum Part {
    // In the order of measuring: what all jobs run is warm when their speed is what counts.
    RECORD,
    GROWTH,
    THROUGHPUT,
    LATENCY,
    RECOVERY
  }

  PipelineBench(PipelineSettings settings, Set<Part> parts, Console console) {
    this.settings = settings;
    this.warmUp = new WarmUp(settings.warmUp());
    this.parts = parts;
    this.console = console;
  }

  Report run(ReportFolder folder) throws Exception {
    console.say("Starting a broker, a schema registry and Flink; building models ...");
    Stand.Setup setup = Stand.Setup.ofThisMachine();
    try (Stand stand = Stand.start(folder.path().resolve("stand"), setup)) {
      List<Workload> workloads = workloads(folder.path().resolve("models"));
      for (Workload workload : workloads) {
        ModelInService.put(stand.endpoints(), workload.bundle());
      }
      for (Part part : Part.values()) {
        if (parts.contains(part)) {
          measure(part, stand, workloads);
        }
      }
    }
    return new Report(NAME, machine.description(), described(setup), rows, plots);
  }

  private static List<Workload> workloads(Path folder) throws Exception {
    List<Workload> workloads = new ArrayList<>();
    for (Net net : NETS) {
      workloads.add(Workload.of(net, folder));
    }
    return workloads;
  }

  private void measure(Part part, Stand stand, List<Workload> workloads) throws Exception {
    switch (part) {
      case THROUGHPUT -> {
        List<Row> measured = rows(new ThroughputRows(stand, workloads, warmUp, settings));
        plot("throughput", "Images per second ÷ raw loop", measured, "throughput_ratio");
        plot("naive", "Images per second ÷ a map of one image a record", measured, "naive_ratio");
      }
      case RECORD -> {
        Workload small = workloads.get(0);
        List<Row> measured = rows(new RecordRows(stand, carried(small), small, warmUp, settings));
        plot("heap", "Heap per image beyond the record", measured, "heap_beyond_record");
      }
      case LATENCY -> {
        Workload small = workloads.get(0);
        List<Row> measured = rows(new LatencyRows(stand, small, carried(small), settings));
        plot("latency", "At idle, beyond a plain loop", measured, "idle_latency");
      }
      case RECOVERY -> {
        List<Row> measured = rows(new RecoveryRows(stand, workloads.get(0), settings));
        plot("recovery", "Seconds without a prediction after a kill -9", measured, "recovery");
      }
      case GROWTH -> {
        List<Row> measured = rows(new GrowthRows(stand, workloads.get(0), warmUp, settings));
        plot("growth", "Microseconds per image", measured, "pipeline_us_per_image");
      }
    }
  }

  /** As large as a photograph, and next to nothing to decode. */
  static Workload carried(Workload small) throws IOException {
    List<ByteBuffer> images = new ArrayList<>();
    for (int seed = 0; seed < PICTURES; seed++) {
      images.add(ByteBuffer.wrap(Padded.jpeg(PHOTO_BYTES, seed)));
    }
    return new Workload("noop-110KB", small.net(), small.bundle(), images);
  }

  private List<Row> rows(Group group) throws Exception {
    console.say(group.title());
    List<Row> measured = group.measure(row -> console.say(row.asLine()));
    rows.addAll(measured);
    return measured;
  }

  private void plot(String name, String title, List<Row> measured, String row) {
    List<Row> drawn = measured.stream().filter(each -> each.name().equals(row)).toList();
    plots.add(Plot.ofRows(name, title, drawn));
  }

  private Map<String, Object> described(Stand.Setup setup) {
    Map<String, Object> all = new LinkedHashMap<>(settings.description());
    all.put("tasks", setup.parallelism());
    all.put("partitions", setup.partitions());
    all.put("workers", setup.workers());
    all.put("broker", "one, in a process of its own, on the same cores");
    all.put("onnxruntime", OnnxRuntime.load().version());
    return all;
  }
}
