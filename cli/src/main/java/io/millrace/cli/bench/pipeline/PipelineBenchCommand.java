package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.pipeline.PipelineBench.Part;
import io.millrace.cli.bench.report.Report;
import io.millrace.cli.bench.report.ReportFolder;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.Logs;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace bench pipeline}. */
@Command(
    name = "pipeline",
    description =
        "Measures the way from topic to topic: images per second against a bare loop and against the"
            + " map that people write first, microseconds, latency and heap that the job adds per"
            + " image, and how long a lost TaskManager is missed. Takes some minutes; the machine"
            + " should have nothing else to do.",
    sortOptions = false)
public final class PipelineBenchCommand implements Callable<Integer> {

  @Option(names = "--quick", description = "Shorter rounds: ends within 3 minutes on 2 cores.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure these parts alone: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Part> only = EnumSet.allOf(Part.class);

  @Option(names = "--json", description = "End with the report as one line of JSON.")
  private boolean json;

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the figures go
   */
  public PipelineBenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    // Pictures are drawn in memory; a machine without a display must do.
    System.setProperty("java.awt.headless", "true");
    ReportFolder folder = ReportFolder.of(PipelineBench.NAME);
    Logs.to(folder.path().resolve("bench.log"));
    PipelineSettings settings = quick ? PipelineSettings.quick() : PipelineSettings.full();
    Report report = new PipelineBench(settings, only, console).run(folder);
    folder.keep(report);
    console.say(
        "%d of %d figures miss their bar. Report and plots: %s"
            .formatted(
                report.missed(), report.rows().size(), folder.path().toAbsolutePath().normalize()));
    if (json) {
      console.say(report.toJson());
    }
    return ExitCode.OK;
  }
}
