package io.millrace.cli.verb;

import io.millrace.cli.stack.StackFile;
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

  /**
   * Where a verb looks for a running stack: {@link #path}, and where that is only the default, the
   * demo's folder after it.
   */
  Path running() {
    return running(path(), isChosen(chosen, System.getenv(VARIABLE)), demo());
  }

  static Path running(Path path, boolean chosen, Path demo) {
    return !chosen && !StackFile.isIn(path) && StackFile.isIn(demo) ? demo : path;
  }

  /** The folder of the demo, which it empties first. */
  public static Path demo() {
    return Path.of(System.getProperty("millrace.home", "."), "target", "demo");
  }

  private static boolean isChosen(@Nullable Path option, @Nullable String variable) {
    return option != null || (variable != null && !variable.isBlank());
  }

  static Path resolve(@Nullable Path option, @Nullable String variable, String home) {
    if (option != null) {
      return option;
    }
    return variable == null || variable.isBlank() ? Path.of(home, "data") : Path.of(variable);
  }
}
