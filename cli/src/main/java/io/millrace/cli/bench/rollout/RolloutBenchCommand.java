package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.report.ReportOptions;
import io.millrace.cli.bench.rollout.RolloutBench.Part;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.UserError;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace bench rollout}. */
@Command(
    name = "rollout",
    description =
        "Measures what a new version costs the images that flow meanwhile: latency while 100 MB are"
            + " staged on two hosts, the gap when traffic moves, how soon guards roll a bad version"
            + " back, and whether swaps lose anything. Takes some minutes; the machine should have"
            + " nothing else to do.",
    sortOptions = false)
public final class RolloutBenchCommand implements Callable<Integer> {

  @Mixin private ReportOptions options = new ReportOptions();

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure these parts alone: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Part> only = EnumSet.allOf(Part.class);

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Rollouts and rollbacks of SWAPS (default: 40; with --quick 10).")
  private @Nullable Integer repeat;

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the figures go
   */
  public RolloutBenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    RolloutBench bench = new RolloutBench(settings(), only, console);
    return options.run(RolloutBench.NAME, console, bench::run);
  }

  private RolloutSettings settings() {
    RolloutSettings settings = options.quick() ? RolloutSettings.quick() : RolloutSettings.full();
    if (repeat == null) {
      return settings;
    }
    if (repeat < 1) {
      throw UserError.refused("--repeat must be at least 1; it is " + repeat + ".");
    }
    return settings.withSwaps(repeat);
  }
}
