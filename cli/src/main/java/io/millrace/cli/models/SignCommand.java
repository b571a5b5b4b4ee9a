package io.millrace.cli.models;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.registry.client.InvalidVersionException;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.signature.InvalidKeyFileException;
import io.millrace.schemas.signature.SignatureFile;
import io.millrace.schemas.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a version on disk, away from any broker. */
@Command(
    name = "sign",
    description =
        "Signs a version: its name, number, model.json and every file. Writes model.sig beside them,"
            + " which publish and the directory watch send along.")
final class SignCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the version.")
  private Path directory = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The key, from models keygen.")
  private Path key = Path.of("");

  private final Console console;

  SignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      VersionFiles files = VersionFiles.in(directory);
      SigningKey signing = SigningKey.read(key);
      SignatureFile.write(files.signatureFile(), signing.sign(files.statement()));
      console.say(
          "Signed %s:%d with the key %s: %s"
              .formatted(files.model(), files.version(), signing.id(), files.signatureFile()));
      return ExitCode.OK;
    } catch (InvalidVersionException | InvalidKeyFileException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw UserError.refused("The signature cannot be written: " + e, e);
    }
  }
}
