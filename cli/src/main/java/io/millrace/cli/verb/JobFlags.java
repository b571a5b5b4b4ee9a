package io.millrace.cli.verb;

import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.signature.InvalidKeyFileException;
import io.millrace.schemas.signature.TrustedKeys;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that starts a stack with the inference job of the user's choice. */
public final class JobFlags {

  @Option(
      names = "--default-model",
      paramLabel = "MODEL",
      defaultValue = "fashion-mnist",
      description = "Model of the images that name none (default: ${DEFAULT-VALUE}).")
  private String defaultModel = "";

  @Option(
      names = "--trusted-keys",
      paramLabel = "DIR",
      description =
          "Folder of public keys (*.pub): only versions that one of them has signed are loaded."
              + " Default: none, unsigned versions are loaded too.")
  private @Nullable Path trustedKeys;

  /**
   * What was chosen.
   *
   * @throws UserError if the folder has no keys that can be used
   */
  public JobChoice choice() {
    Path keys = trustedKeys;
    if (keys != null) {
      try {
        var unused = new TrustedKeys(keys); // before anything starts, not on the first host
      } catch (InvalidKeyFileException e) {
        throw UserError.refused("--trusted-keys: " + e.getMessage(), e);
      }
    }
    return new JobChoice(defaultModel, keys);
  }
}
