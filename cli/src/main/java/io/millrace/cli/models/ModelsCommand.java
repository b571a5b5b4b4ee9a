package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace models}: the verbs below it do the work. */
@Command(
    name = "models",
    description = "Lists versions, signs and publishes them, rolls them out and back.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n")
public final class ModelsCommand implements Runnable {

  private final Console console;

  private ModelsCommand(Console console) {
    this.console = console;
  }

  /** The command with its verbs. */
  public static CommandLine commandLine(Console console) {
    return new CommandLine(new ModelsCommand(console))
        .addSubcommand(new ListCommand(console))
        .addSubcommand(new ShowCommand(console))
        .addSubcommand(new PublishVersionCommand(console))
        .addSubcommand(new KeygenCommand(console))
        .addSubcommand(new SignCommand(console))
        .addSubcommand(new RolloutCommand(console))
        .addSubcommand(new PromoteCommand(console))
        .addSubcommand(new RollbackCommand(console))
        .addSubcommand(new RetireCommand(console))
        .addSubcommand(new WatchCommand(console))
        .addSubcommand(new HistoryCommand(console));
  }

  /** No verb at all: what there is to choose from. */
  @Override
  public void run() {
    commandLine(console).usage(console.out());
  }
}
