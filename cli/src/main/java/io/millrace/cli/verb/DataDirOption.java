package io.millrace.cli.verb;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data-dir}, the same in every verb. */
public final class DataDirOption {
  public static final String VARIABLE = "MILLRACE_DATA";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The folder that holds everything a stack keeps. Default: the variable "
              + VARIABLE
              + ", else data/ in the project.")
  private @Nullable Path chosen;

  /** The option if given, else the variable, else the project's own folder. */
  public Path path() {
    return resolve(chosen, System.getenv(VARIABLE), System.getProperty("millrace.home", "."));
  }

  static Path resolve(@Nullable Path option, @Nullable String variable, String home) {
    if (option != null) {
      return option;
    }
    return variable == null || variable.isBlank() ? Path.of(home, "data") : Path.of(variable);
  }
}
