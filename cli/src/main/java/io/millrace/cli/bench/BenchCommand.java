package io.millrace.cli.bench;

import io.millrace.cli.bench.engine.EngineBenchCommand;
import io.millrace.cli.bench.pipeline.PipelineBenchCommand;
import io.millrace.cli.bench.rollout.RolloutBenchCommand;
import io.millrace.cli.terminal.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace bench}: the verbs below it measure. */
@Command(
    name = "bench",
    description = "Measures the product on this machine and keeps a report with plots.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n")
public final class BenchCommand implements Runnable {

  private final Console console;

  private BenchCommand(Console console) {
    this.console = console;
  }

  /** The command with its verbs. */
  public static CommandLine commandLine(Console console) {
    return new CommandLine(new BenchCommand(console))
        .addSubcommand(new EngineBenchCommand(console))
        .addSubcommand(new PipelineBenchCommand(console))
        .addSubcommand(new RolloutBenchCommand(console));
  }

  /** No verb at all: what there is to choose from. */
  @Override
  public void run() {
    commandLine(console).usage(console.out());
  }
}
