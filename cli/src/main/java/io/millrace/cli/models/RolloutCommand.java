package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a version in service. */
@Command(
    name = "rollout",
    description = "Has every host load a version, then moves all traffic to it.")
final class RolloutCommand implements Callable<Integer> {

  @Mixin private final CommandOptions options = new CommandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "Number of the version.")
  private long version;

  private final Console console;

  RolloutCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    options.carryOut((commands, terms) -> commands.rollout(model, version, terms), console);
    console.say("%s:%d is in service.".formatted(model, version));
    return ExitCode.OK;
  }
}
