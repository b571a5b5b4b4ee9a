package io.millrace.cli.models;

import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.Trail;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.cli.verb.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the audit trail. */
@Command(
    name = "history",
    description =
        "Shows what was decided about a model, the oldest first: when, by whom, why, and on what"
            + " evidence.")
final class HistoryCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Only the last so long, such as 24h or 7d (default: all that is kept, a year).")
  private @Nullable Duration since;

  @Option(names = "--version", paramLabel = "VERSION", description = "Only of this version.")
  private @Nullable Long version;

  @Option(names = "--json", description = "One JSON object a line, one for each decision.")
  private boolean json;

  private final Console console;

  HistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Instant from = since == null ? null : Instant.now().minus(since);
    try (var reader = new RegistryReader(connection.endpoints())) {
      List<ModelEvent> history = reader.history();
      List<Trail.Entry> entries = Trail.of(model, history);
      if (entries.isEmpty()) {
        reader.existing(model); // complains if nobody has published it
      }
      entries.stream()
          .filter(entry -> Trail.matches(entry.event(), version, from))
          .forEach(this::show);
    }
    return ExitCode.OK;
  }

  private void show(Trail.Entry entry) {
    if (json) {
      console.say(entry.json().toString());
    } else {
      entry.text().forEach(console::say);
    }
  }
}
