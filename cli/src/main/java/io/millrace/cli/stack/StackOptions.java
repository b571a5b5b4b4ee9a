package io.millrace.cli.stack;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What can be chosen about a stack.
 *
 * @param kafkaPort TCP port of the broker; 0: a free one, the same as the last time where possible
 * @param registryPort TCP port of the schema registry; 0 as above
 * @param flinkPort TCP port of Flink's web interface; 0 as above
 * @param gatewayPort TCP port of the HTTP gateway; 0 as above
 * @param metricsPort the first TCP port where metrics are served to Prometheus; 0: none
 * @param taskSlots how many subtasks the Flink cluster can run side by side
 */
public record StackOptions(
    int kafkaPort,
    int registryPort,
    int flinkPort,
    int gatewayPort,
    int metricsPort,
    int taskSlots) {

  /** Four slots serve the default of four partitions, whatever the number of cores. */
  public static final int DEFAULT_TASK_SLOTS = 4;

  public static StackOptions freePorts() {
    return new StackOptions(0, 0, 0, 0, 0, DEFAULT_TASK_SLOTS);
  }

  /** Everything that is wrong with these options, one line each; empty where nothing is. */
  public List<String> problems() {
    Set<Integer> seen = new HashSet<>();
    Stream<String> ports =
        asked().entrySet().stream()
            .flatMap(
                choice -> {
                  String option = choice.getKey().option();
                  int port = choice.getValue();
                  if (port < 0 || port > 65_535) {
                    return Stream.of(
                        "%s must be a TCP port from 1 to 65535, or 0 for a free one; it is %d"
                            .formatted(option, port));
                  }
                  return port != 0 && !seen.add(port)
                      ? Stream.of(
                          "%s names port %d, which another option names too"
                              .formatted(option, port))
                      : Stream.empty();
                });
    Stream<String> slots =
        taskSlots < 1
            ? Stream.of("the number of task slots must be at least 1; it is " + taskSlots)
            : Stream.empty();
    return Stream.concat(ports, slots).toList();
  }

  /** The ports that were chosen; 0 where any will do. */
  public Map<PortUse, Integer> asked() {
    var asked = new EnumMap<PortUse, Integer>(PortUse.class);
    asked.put(PortUse.KAFKA, kafkaPort);
    asked.put(PortUse.REGISTRY, registryPort);
    asked.put(PortUse.FLINK, flinkPort);
    asked.put(PortUse.GATEWAY, gatewayPort);
    asked.put(PortUse.METRICS, metricsPort);
    return asked;
  }
}
