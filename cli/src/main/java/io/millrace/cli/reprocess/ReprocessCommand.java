package io.millrace.cli.reprocess;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.cli.verb.Logs;
import io.millrace.schemas.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores a part of the log again with a version of one's choice. */
@Command(
    name = "reprocess",
    description =
        "Scores a part of the topic images with a version of your choice, into a topic of its own,"
            + " and ends. The job runs in this process, beside the one that serves.",
    sortOptions = false)
public final class ReprocessCommand implements Callable<Integer> {

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--pin",
      required = true,
      paramLabel = "MODEL=VERSION",
      description =
          "The version that scores; in service or not. Images of other models are passed over.")
  private String pin = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "TOPIC",
      description =
          "Topic of the predictions; made if it is missing. Dead letters go to TOPIC-dead-letters.")
  private String output = "";

  @Option(
      names = "--from",
      paramLabel = "POSITION",
      defaultValue = "earliest",
      description =
          "Where to begin: earliest, a time as in 2026-11-24T10:00:00Z, or PARTITION:OFFSET,…"
              + " (default: ${DEFAULT-VALUE}).")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "POSITION",
      defaultValue = "latest",
      description =
          "Where to end, itself not included: latest (what is there now), a time, or"
              + " PARTITION:OFFSET,… (default: ${DEFAULT-VALUE}).")
  private String to = "";

  @Option(
      names = "--append",
      description = "Write behind what the output topic holds already; otherwise it must be empty.")
  private boolean append;

  @Option(
      names = "--into-predictions",
      description = "Allow --output predictions, the topic of the job that serves.")
  private boolean intoPredictions;

  @Option(
      names = "--default-model",
      paramLabel = "MODEL",
      defaultValue = "fashion-mnist",
      description =
          "Model of the images that name none; the one of the job that serves (default:"
              + " ${DEFAULT-VALUE}).")
  private String defaultModel = "";

  @Option(
      names = "--delivery",
      paramLabel = "MODE",
      defaultValue = "at-least-once",
      description = "at-least-once or exactly-once (default: ${DEFAULT-VALUE}).")
  private String delivery = "";

  @Option(
      names = "--checkpoint-timeout",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description = "After which a checkpoint has failed (default: ${DEFAULT-VALUE}).")
  private String checkpointTimeout = "";

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the result goes
   */
  public ReprocessCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Endpoints endpoints = connection.endpoints();
    RunFolder folder = RunFolder.create();
    Logs.to(folder.log());
    try {
      new LocalRun(endpoints, folder, console).run(arguments(endpoints));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("Interrupted; what was written until now is in " + output + ".", e);
    } catch (UserError e) {
      if (e.exitCode() == ExitCode.REFUSED) {
        folder.delete();
      }
      throw e; // after a failure the folder stays: the log is in it
    }
    folder.delete();
    return ExitCode.OK;
  }

  private List<String> arguments(Endpoints endpoints) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers=" + endpoints.bootstrapServers(),
                "--schema-registry=" + endpoints.registryUrl(),
                "--default-model=" + defaultModel,
                "--delivery=" + delivery,
                "--checkpoint-interval=2s",
                "--checkpoint-timeout=" + checkpointTimeout,
                "--pin=" + pin,
                "--output=" + output,
                "--from=" + from,
                "--to=" + to));
    if (append) {
      arguments.add("--append");
    }
    if (intoPredictions) {
      arguments.add("--into-predictions");
    }
    return arguments;
  }
}
