package io.millrace.cli.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code target/bench/NAME} in the project: {@code report.json}, {@code report.md} and the plots.
 */
public record ReportFolder(Path path) {

  /** The folder of one bench, made if it is not there. */
  public static ReportFolder of(String bench) throws IOException {
    Path home = Path.of(System.getProperty("millrace.home", "."));
    return new ReportFolder(
        Files.createDirectories(home.resolve("target").resolve("bench").resolve(bench)));
  }

  /** Replaces the picture of that name. */
  public void keep(Timeline timeline) throws IOException {
    Files.writeString(path.resolve(timeline.name() + ".svg"), TimelineSvg.of(timeline));
  }

  /** Replaces the report that is there. */
  public void keep(Report report) throws IOException {
    Files.writeString(path.resolve("report.json"), report.toJson() + "\n");
    Files.writeString(path.resolve("report.md"), Markdown.of(report));
    for (Plot plot : report.plots()) {
      Files.writeString(path.resolve(plot.name() + ".svg"), Svg.of(plot));
    }
  }
}
