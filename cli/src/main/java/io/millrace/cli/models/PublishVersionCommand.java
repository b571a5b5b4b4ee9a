package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.ProgressLine;
import io.millrace.cli.terminal.UserError;
import io.millrace.registry.client.InvalidVersionException;
import io.millrace.registry.client.VersionFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a version known. */
@Command(
    name = "publish",
    description = "Uploads a version and makes it known; it takes no traffic yet.")
final class PublishVersionCommand implements Callable<Integer> {

  @Mixin private final CommandOptions options = new CommandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Directory of the version: model.onnx, model.json, golden examples.")
  private Path directory = Path.of("");

  private final Console console;

  PublishVersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    VersionFiles files = files();
    try (var progress = ProgressLine.of("Uploading", 100, console)) {
      options.carryOut(
          (commands, terms) ->
              commands.publish(
                  files,
                  (path, done, total) -> progress.at(100 * done / Math.max(1, total), path),
                  terms),
          console);
    }
    console.say(
        "Published %s:%d. Put it in service: millrace models rollout %s %d"
            .formatted(files.model(), files.version(), files.model(), files.version()));
    return ExitCode.OK;
  }

  private VersionFiles files() {
    try {
      VersionFiles files = VersionFiles.in(directory);
      if (!files.model().equals(model)) {
        throw UserError.refused(
            "%s is of the model %s, not of %s."
                .formatted(directory.resolve("model.json"), files.model(), model));
      }
      return files;
    } catch (InvalidVersionException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }
}
