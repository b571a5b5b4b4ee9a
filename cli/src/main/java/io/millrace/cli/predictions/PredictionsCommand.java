package io.millrace.cli.predictions;

import io.millrace.avro.Prediction;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.schemas.PredictionReader;
import io.millrace.schemas.PredictionReader.From;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints predictions, each once. */
@Command(
    name = "predictions",
    description = "Prints the predictions in the topic, each once; with --follow, those to come.")
public final class PredictionsCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--follow",
      description = "Wait for new predictions until Ctrl-C, instead of printing those there are.")
  private boolean follow;

  @Option(names = "--from-start", description = "With --follow, print those there are first.")
  private boolean fromStart;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "predictions",
      description = "Another topic of predictions, of a reprocessing (default: ${DEFAULT-VALUE}).")
  private String topic = "";

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the predictions go
   */
  public PredictionsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Function<Prediction, String> format = json ? new PredictionJson()::line : PredictionText::line;
    From from = follow && !fromStart ? From.END : From.START;
    try (PredictionReader reader = PredictionReader.of(connection.endpoints(), topic, from)) {
      do {
        reader.poll(POLL).forEach(prediction -> console.say(format.apply(prediction)));
      } while (follow || !reader.isAtEnd());
    }
    return ExitCode.OK;
  }
}
