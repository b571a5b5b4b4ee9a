package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.pipeline.PipelineBench.Part;
import io.millrace.cli.bench.report.ReportOptions;
import io.millrace.cli.terminal.Console;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private ReportOptions options = new ReportOptions();

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure these parts alone: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Part> only = EnumSet.allOf(Part.class);

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
    PipelineSettings settings =
        options.quick() ? PipelineSettings.quick() : PipelineSettings.full();
    return options.run(
        PipelineBench.NAME, console, new PipelineBench(settings, only, console)::run);
  }
}
