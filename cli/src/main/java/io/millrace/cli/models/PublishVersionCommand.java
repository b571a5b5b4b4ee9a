package io.millrace.cli.models;

import io.millrace.cli.models.ErrandOptions.Errand;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ProgressLine;
import io.millrace.cli.terminal.UserError;
import io.millrace.registry.client.InvalidVersionException;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadPlan;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.signature.InvalidKeyFileException;
import io.millrace.schemas.signature.SigningKey;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a version known. */
@Command(
    name = "publish",
    description = "Uploads a version and makes it known; it takes no traffic yet.")
final class PublishVersionCommand implements Callable<Integer> {

  private static final long MOST_MEBIBYTES = 1 << 20;

  @Mixin private final ErrandOptions options = new ErrandOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "Name of the model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DIR|FILE",
      description =
          "Directory of the version: model.onnx, model.json, golden examples; or an ONNX file with"
              + " its model.json beside it.")
  private Path directory = Path.of("");

  @Option(
      names = "--location",
      paramLabel = "URI",
      description =
          "Where hosts find model.onnx instead of in Kafka: https:, or file: where every host has"
              + " the same path; they check its size and digest.")
  private @Nullable String location;

  @Option(
      names = "--max-inline",
      paramLabel = "MIB",
      defaultValue = "512",
      description = "The most that goes into Kafka, MiB (default: ${DEFAULT-VALUE}).")
  private long maxInlineMebibytes;

  @Option(
      names = "--sign",
      paramLabel = "KEY",
      description = "Signs the version with this key; default: model.sig, if it is there.")
  private @Nullable Path key;

  private final Console console;

  PublishVersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (maxInlineMebibytes < 0 || maxInlineMebibytes > MOST_MEBIBYTES) {
      throw UserError.refused("--max-inline must be 0 to " + MOST_MEBIBYTES + " MiB.");
    }
    VersionFiles files = files();
    UploadPlan plan = plan(files);
    try {
      return options.carryOut(
          new Errand(model, null, (commands, terms) -> publish(commands, files, plan, terms)),
          console);
    } catch (InvalidVersionException | InvalidKeyFileException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  private UUID publish(ModelCommands commands, VersionFiles files, UploadPlan plan, Terms terms)
      throws InterruptedException {
    try (var progress = ProgressLine.of("Uploading", 100, console)) {
      return commands.publish(
          files,
          plan,
          (path, done, total) -> progress.at(100 * done / Math.max(1, total), path),
          terms);
    }
  }

  private UploadPlan plan(VersionFiles files) {
    UploadPlan plan = new UploadPlan(maxInlineMebibytes << 20, location, null);
    try {
      Path file = key;
      return file == null ? plan : plan.signedBy(SigningKey.read(file).sign(files.statement()));
    } catch (InvalidKeyFileException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  private VersionFiles files() {
    try {
      VersionFiles files = VersionFiles.in(directory);
      if (!files.model().equals(model)) {
        throw UserError.refused(
            "%s is of the model %s, not of %s."
                .formatted(files.directory().resolve("model.json"), files.model(), model));
      }
      return files;
    } catch (InvalidVersionException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }
}
