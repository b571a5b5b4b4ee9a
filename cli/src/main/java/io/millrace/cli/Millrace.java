package io.millrace.cli;

import io.millrace.cli.bench.BenchCommand;
import io.millrace.cli.demo.DemoCommand;
import io.millrace.cli.models.ModelsCommand;
import io.millrace.cli.predictions.PredictionsCommand;
import io.millrace.cli.publish.PublishCommand;
import io.millrace.cli.reprocess.ReprocessCommand;
import io.millrace.cli.score.ScoreCommand;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ErrorReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code millrace} command. Its verbs are listed in {@link #commandLine}. */
@Command(
    name = "millrace",
    description =
        "Runs image models on a stream: Kafka in, micro-batched inference in Flink, predictions out.",
    versionProvider = Millrace.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {"", "Every verb explains itself: millrace VERB --help"})
public final class Millrace implements Runnable {
  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  void help(boolean asked) {
    // Picocli shows it by itself.
  }

  @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
  void version(boolean asked) {
    // Picocli shows it by itself.
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  void verbose(boolean asked) {
    // ErrorReport looks for it when there is an error to report.
  }

  private Millrace(Console console) {
    this.console = console;
  }

  public static void main(String[] arguments) {
    System.exit(commandLine(Console.standard()).execute(arguments));
  }

  /** The whole command: one line per verb. */
  static CommandLine commandLine(Console console) {
    var commandLine = new CommandLine(new Millrace(console));
    commandLine
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new UpCommand(console))
        .addSubcommand(new PublishCommand(console))
        .addSubcommand(new PredictionsCommand(console))
        .addSubcommand(new ReprocessCommand(console))
        .addSubcommand(new ScoreCommand(console))
        .addSubcommand(ModelsCommand.commandLine(console))
        .addSubcommand(BenchCommand.commandLine(console));
    commandLine.setOut(console.out()).setErr(console.err());
    new ErrorReport(console).attachTo(commandLine);
    return commandLine;
  }

  /** No verb at all: what there is to choose from. */
  @Override
  public void run() {
    commandLine(console).usage(console.out());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream filledIn = Millrace.class.getResourceAsStream("version.txt")) {
        return new String[] {
          "millrace "
              + new String(Objects.requireNonNull(filledIn).readAllBytes(), StandardCharsets.UTF_8)
                  .strip()
        };
      }
    }
  }
}
