package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.cli.verb.TimeSpan;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows one model. */
@Command(
    name = "watch",
    description = "Follows what is decided about a model, and how far each host is, until Ctrl-C.")
final class WatchCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "End after so long, such as 10m (default: at Ctrl-C).")
  private @Nullable Duration timeout;

  @Option(names = "--json", description = "One JSON object a line, with a \"type\": event or host.")
  private boolean json;

  private final Console console;

  WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var reader = new RegistryReader(connection.endpoints());
        var display = display()) {
      reader.existing(model);
      new Follower(reader, model, display).watch(timeout);
    }
    return ExitCode.OK;
  }

  private Display display() {
    if (json) {
      return new JsonDisplay(console);
    }
    return console.isTerminal() ? new LiveDisplay(console) : new LineDisplay(console);
  }
}
