package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.signature.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key that signs versions. */
@Command(
    name = "keygen",
    description =
        "Makes a key that signs versions: NAME.key, which stays with you, and NAME.pub, which goes"
            + " into the folder of --trusted-keys on every host.")
final class KeygenCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "Files to write, without ending.")
  private Path name = Path.of("");

  @Option(
      names = "--expires-in",
      paramLabel = "DAYS",
      description = "Hosts do not trust it after this; default: it does not expire.")
  private @Nullable Integer days;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Hosts trust it for this model only; can be repeated. Default: for all.")
  private List<String> models = List.of();

  private final Console console;

  KeygenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (days != null && days < 1) {
      throw UserError.refused("--expires-in must be at least 1 day, not " + days + ".");
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant notAfter = days == null ? null : now.plus(Duration.ofDays(days));
    Path file = name.resolveSibling(name.getFileName() + ".key");
    SigningKey key = SigningKey.generate();
    try {
      key.write(file, notAfter, models);
    } catch (FileAlreadyExistsException e) {
      throw UserError.refused("There is a key already: " + e.getFile() + ". Take another name.", e);
    } catch (IOException e) {
      throw UserError.refused("The key cannot be written: " + e, e);
    }
    console.say(
        "Key %s: keep %s secret; give every host %s (--trusted-keys DIR)."
            .formatted(key.id(), file, SigningKey.publicFile(file)));
    return ExitCode.OK;
  }
}
