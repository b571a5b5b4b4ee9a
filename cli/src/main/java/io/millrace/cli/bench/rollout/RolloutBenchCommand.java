package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.report.Report;
import io.millrace.cli.bench.report.ReportFolder;
import io.millrace.cli.bench.rollout.RolloutBench.Part;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.Logs;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--quick", description = "Shorter rounds: ends within 3 minutes on 2 cores.")
  private boolean quick;

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

  @Option(names = "--json", description = "End with the report as one line of JSON.")
  private boolean json;

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
    RolloutSettings settings = settings();
    // Pictures are drawn in memory; a machine without a display must do.
    System.setProperty("java.awt.headless", "true");
    ReportFolder folder = ReportFolder.of(RolloutBench.NAME);
    Logs.to(folder.path().resolve("bench.log"));
    Report report = new RolloutBench(settings, only, console).run(folder);
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

  private RolloutSettings settings() {
    RolloutSettings settings = quick ? RolloutSettings.quick() : RolloutSettings.full();
    if (repeat == null) {
      return settings;
    }
    if (repeat < 1) {
      throw UserError.refused("--repeat must be at least 1; it is " + repeat + ".");
    }
    return settings.withSwaps(repeat);
  }
}
