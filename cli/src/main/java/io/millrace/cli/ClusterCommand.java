package io.millrace.cli;

import io.millrace.cli.terminal.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace cluster}: the verb below it does the work. */
@Command(
    name = "cluster",
    description = "Runs Millrace as separate processes on this machine.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n")
final class ClusterCommand implements Runnable {
  private final Console console;

  private ClusterCommand(Console console) {
    this.console = console;
  }

  /** The command with its verb. */
  static CommandLine commandLine(Console console) {
    return new CommandLine(new ClusterCommand(console))
        .addSubcommand(new ClusterUpCommand(console));
  }

  /** No verb at all: what there is to choose from. */
  @Override
  public void run() {
    commandLine(console).usage(console.out());
  }
}
