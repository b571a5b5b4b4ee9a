package io.millrace.cli.models;

import io.millrace.cli.registry.ModelPage;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one model. */
@Command(
    name = "show",
    description = "Shows a model: its versions, the rollout under way, and what each host has.")
final class ShowCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Option(names = "--json", description = "One JSON document: the model's state and its hosts.")
  private boolean json;

  private final Console console;

  ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var reader = new RegistryReader(connection.endpoints())) {
      var page = new ModelPage(reader.fleet(reader.existing(model)), Instant.now());
      if (json) {
        console.say(page.json().toString());
      } else {
        page.text().forEach(console::say);
      }
    }
    return ExitCode.OK;
  }
}
