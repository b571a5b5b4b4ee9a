package io.millrace.cli.verb;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * Chooses where the libraries log; until then nothing is logged. Some of them ask for a logger as
 * early as when the command line is described, so {@code logback.xml} is read again, now with the
 * choice in these two properties.
 */
public final class Logs {
  private Logs() {}

  /** For a verb that runs a stack: everything goes to this file. */
  public static void to(Path file) {
    System.setProperty("millrace.log.file", file.toString());
    choose("file");
  }

  /**
   * For a verb that only calls on a stack: warnings go to standard error, where somebody asked for
   * them.
   */
  public static void toTerminal() {
    choose("terminal");
  }

  private static void choose(String target) {
    System.setProperty("millrace.log.target", target);
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      try {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(Logs.class.getResource("/logback.xml")));
      } catch (JoranException e) {
        throw new IllegalStateException("logback.xml of this program cannot be read", e);
      }
    }
  }
}
