package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.report.Machine;
import io.millrace.cli.bench.report.Plot;
import io.millrace.cli.bench.report.Report;
import io.millrace.cli.bench.report.ReportFolder;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Timeline;
import io.millrace.cli.terminal.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The groups of rows, one after the other, and the report of all. */
final class RolloutBench {

  static final String NAME = "rollout";

  private final RolloutSettings settings;
  private final Set<Part> parts;
  private final Console console;
  private final Machine machine = new Machine();
  private final List<Row> rows = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();

  /** What can be asked for alone. */
  enum Part {
    STAGING,
    GUARDS,
    SWAPS
  }

  RolloutBench(RolloutSettings settings, Set<Part> parts, Console console) {
    this.settings = settings;
    this.parts = parts;
    this.console = console;
  }

  Report run(ReportFolder folder) throws Exception {
    console.say("Starting a broker, a schema registry and Flink as processes; building models ...");
    Path models = folder.path().resolve("models");
    Workload photos = Workload.of(Net.MOBILENETV2, models);
    Workload thumbnails = Workload.of(Net.CNN28, models);
    try (Fleet fleet = Fleet.start(folder.path().resolve("fleet"))) {
      try (var operator = new Operator(fleet.endpoints())) {
        for (Workload workload : List.of(photos, thumbnails)) {
          operator.publish(workload.bundle());
          operator.putInService(workload.net().label(), 1);
        }
      }
      fleet.startJob(thumbnails.net().label());
      for (Part part : Part.values()) {
        if (parts.contains(part)) {
          measure(part, new Scene(fleet, photos, thumbnails, models), folder);
        }
      }
    }
    return new Report(NAME, machine.description(), settings.description(), rows, plots);
  }

  private record Scene(Fleet fleet, Workload photos, Workload thumbnails, Path models) {}

  private void measure(Part part, Scene scene, ReportFolder folder) throws Exception {
    Group group =
        switch (part) {
          case STAGING ->
              new StagingRows(
                  scene.fleet(),
                  scene.photos(),
                  scene.models(),
                  settings,
                  timeline -> keep(folder, timeline));
          case GUARDS -> new GuardRows(scene.fleet(), scene.thumbnails(), scene.models(), settings);
          case SWAPS -> new SwapRows(scene.fleet(), scene.thumbnails(), scene.models(), settings);
        };
    console.say(group.title());
    rows.addAll(group.measure(row -> console.say(row.asLine())));
  }

  private static void keep(ReportFolder folder, Timeline timeline) {
    try {
      folder.keep(timeline);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
