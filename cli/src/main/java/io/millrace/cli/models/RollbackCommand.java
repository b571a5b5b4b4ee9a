package io.millrace.cli.models;

import io.millrace.cli.models.ErrandOptions.Errand;
import io.millrace.cli.terminal.Console;
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
        "Gives a rollout up that is staging or on trial; where none is, returns to the version"
            + " that was in service before.")
final class RollbackCommand implements Callable<Integer> {

  @Mixin private final ErrandOptions options = new ErrandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Refuse it unless this is the version that serves afterwards.")
  private @Nullable Long toVersion;

  private final Console console;

  RollbackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return options.carryOut(
        new Errand(model, null, (commands, terms) -> commands.rollback(model, toVersion, terms)),
        console);
  }
}
