package io.millrace.cli.models;

import io.millrace.cli.models.ErrandOptions.Errand;
import io.millrace.cli.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a trial well. */
@Command(
    name = "promote",
    description = "Moves all traffic to the version on trial, canary or shadow, at once.")
final class PromoteCommand implements Callable<Integer> {

  @Mixin private final ErrandOptions options = new ErrandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      description = "Number of the version; refused unless it is the one on trial.")
  private long version;

  private final Console console;

  PromoteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return options.carryOut(
        new Errand(model, null, (commands, terms) -> commands.promote(model, version, terms)),
        console);
  }
}
