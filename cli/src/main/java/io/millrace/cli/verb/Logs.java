package io.millrace.cli.verb;

import java.nio.file.Path;

/**
 * Chooses where the libraries log, before any of them has. {@code logback.xml} reads these two
 * properties when the first logger is asked for; without them nothing is logged.
 */
public final class Logs {
  private Logs() {}

  /** For a verb that runs a stack: everything goes to this file. */
  public static void to(Path file) {
    System.setProperty("millrace.log.file", file.toString());
    System.setProperty("millrace.log.target", "file");
  }

  /**
   * For a verb that only calls on a stack: warnings go to standard error, where somebody asked for
   * them.
   */
  public static void toTerminal() {
    System.setProperty("millrace.log.target", "terminal");
  }
}
