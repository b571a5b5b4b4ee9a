package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.engine.EngineBench.Part;
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

/** {@code millrace bench engine}. */
@Command(
    name = "engine",
    description =
        "Measures the engine alone: decoding against ImageIO, images per second against a raw loop,"
            + " heap and microseconds that it adds per image, and how the cost grows. Takes some"
            + " minutes; the machine should have nothing else to do.",
    sortOptions = false)
public final class EngineBenchCommand implements Callable<Integer> {

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
  public EngineBenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    // Pictures are drawn in memory; a machine without a display must do.
    System.setProperty("java.awt.headless", "true");
    ReportFolder folder = ReportFolder.of(EngineBench.NAME);
    Logs.to(folder.path().resolve("bench.log"));
    EngineSettings settings = quick ? EngineSettings.quick() : EngineSettings.full();
    Report report = new EngineBench(settings, only, console).run(folder);
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
