package io.millrace.cli.models;

import io.millrace.cli.registry.ModelList;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the models. */
@Command(
    name = "list",
    description = "Lists the models: what serves, what is on trial or staging, on how many hosts.")
final class ListCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "One JSON document, with the versions of each model.")
  private boolean json;

  private final Console console;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var reader = new RegistryReader(connection.endpoints())) {
      var list = new ModelList(reader.fleets());
      if (json) {
        console.say(list.json().toString());
      } else {
        list.text().forEach(console::say);
      }
    }
    return ExitCode.OK;
  }
}
