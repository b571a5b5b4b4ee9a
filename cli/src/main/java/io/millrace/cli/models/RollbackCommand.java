package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Returns to the version before. */
@Command(
    name = "rollback",
    description =
        "Returns to the version that was in service before, or gives a rollout up that is staging.")
final class RollbackCommand implements Callable<Integer> {

  @Mixin private final CommandOptions options = new CommandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Refuse it unless the version before is this one.")
  private @Nullable Long toVersion;

  private final Console console;

  RollbackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    options.carryOut((commands, terms) -> commands.rollback(model, toVersion, terms), console);
    console.say("%s is rolled back.".formatted(model));
    return ExitCode.OK;
  }
}
