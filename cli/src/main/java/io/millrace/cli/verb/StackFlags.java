package io.millrace.cli.verb;

import io.millrace.cli.stack.StackOptions;
import io.millrace.cli.terminal.UserError;
import picocli.CommandLine.Option;

/** The options of every verb that starts a stack. */
public final class StackFlags {
  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "TCP port of the broker. 0, the default: a free one.")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "TCP port of the schema registry. 0, the default: a free one.")
  private int registryPort;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      description = "TCP port of Flink's web interface. 0, the default: a free one.")
  private int flinkPort;

  @Option(
      names = "--gateway-port",
      paramLabel = "PORT",
      description = "TCP port where images can be posted. 0, the default: a free one.")
  private int gatewayPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "First TCP port where Flink's processes serve their metrics to Prometheus, on every"
              + " interface. 0, the default: nowhere.")
  private int metricsPort;

  /**
   * The options, checked together.
   *
   * @throws UserError that names every problem at once
   */
  public StackOptions options() {
    var options =
        new StackOptions(
            kafkaPort,
            registryPort,
            flinkPort,
            gatewayPort,
            metricsPort,
            StackOptions.DEFAULT_TASK_SLOTS);
    if (!options.problems().isEmpty()) {
      throw UserError.refused(String.join("; ", options.problems()) + ".");
    }
    return options;
  }
}
