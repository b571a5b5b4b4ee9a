package io.millrace.cli.bench.report;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.Logs;
import picocli.CommandLine.Option;

/** What every bench can be told, and how each of them ends in a report. */
public final class ReportOptions {

  @Option(
      names = "--quick",
      description = "Shorter rounds: about 3 minutes on 2 cores that have nothing else to do.")
  private boolean quick;

  @Option(names = "--json", description = "End with the report as one line of JSON.")
  private boolean json;

  /** What measures. */
  @FunctionalInterface
  public interface Bench {

    /** Measures; {@code folder} is where more than the report may be kept. */
    Report run(ReportFolder folder) throws Exception;
  }

  /** Whether rounds shall be short. */
  public boolean quick() {
    return quick;
  }

  /**
   * Measures, keeps the report and tells of it.
   *
   * @param name of the bench and of its folder
   * @return exit status: a bar that is missed is a finding and no failure
   */
  public int run(String name, Console console, Bench bench) throws Exception {
    // Pictures are drawn in memory; a machine without a display must do.
    System.setProperty("java.awt.headless", "true");
    ReportFolder folder = ReportFolder.of(name);
    Logs.to(folder.path().resolve("bench.log"));
    Report report = bench.run(folder);
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
