package io.millrace.cli.models;

import io.millrace.cli.models.ErrandOptions.Errand;
import io.millrace.cli.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a version away for good. */
@Command(
    name = "retire",
    description = "Takes a version that is not in use away for good; its number stays taken.")
final class RetireCommand implements Callable<Integer> {

  @Mixin private final ErrandOptions options = new ErrandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "Number of the version.")
  private long version;

  private final Console console;

  RetireCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return options.carryOut(
        new Errand(model, null, (commands, terms) -> commands.retire(model, version, terms)),
        console);
  }
}
