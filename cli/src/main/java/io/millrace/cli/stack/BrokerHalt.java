package io.millrace.cli.stack;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;

/**
 * Gives the broker last words. A broker that can no longer write its logs (a full or failing disk)
 * halts the process it lives in, without a line; Kafka keeps one procedure per process for that.
 * The registry ends by its {@link Leash}.
 */
public final class BrokerHalt {
  private BrokerHalt() {}

  public static void explainOn(PrintWriter err, Path log) {
    Exit.setHaltProcedure(
        (code, message) -> {
          err.println(
              "millrace: the broker has stopped the process, most often for a full or failing disk. The end of "
                  + log
                  + " says why; start again when that is mended.");
          Runtime.getRuntime().halt(code);
        });
  }

  public static void reset() {
    Exit.resetHaltProcedure();
  }
}
