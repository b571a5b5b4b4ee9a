package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.engine.EngineBench.Part;
import io.millrace.cli.bench.report.ReportOptions;
import io.millrace.cli.terminal.Console;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  public EngineBenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    EngineSettings settings = options.quick() ? EngineSettings.quick() : EngineSettings.full();
    return options.run(EngineBench.NAME, console, new EngineBench(settings, only, console)::run);
  }
}
