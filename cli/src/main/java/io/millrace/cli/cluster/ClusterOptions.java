package io.millrace.cli.cluster;

import io.millrace.cli.stack.StackOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be chosen about a stack of processes.
 *
 * @param ports chosen ones; 0 for a free one
 * @param brokers 1 or 3
 * @param brokerSettings of Kafka, by their own names; they win over those that the brokers have by
 *     themselves
 */
public record ClusterOptions(
    StackOptions ports, int brokers, Map<String, String> brokerSettings, FlinkOptions flink) {

  public ClusterOptions {
    brokerSettings = Map.copyOf(brokerSettings);
  }

  /** One broker, two TaskManagers, free ports, Millrace in Flink's {@code lib/}. */
  public static ClusterOptions of(FlinkJars jars) {
    return new ClusterOptions(StackOptions.freePorts(), 1, Map.of(), FlinkOptions.of(jars));
  }

  public ClusterOptions withPorts(StackOptions chosen) {
    return new ClusterOptions(chosen, brokers, brokerSettings, flink);
  }

  public ClusterOptions withBrokers(int count) {
    return new ClusterOptions(ports, count, brokerSettings, flink);
  }

  public ClusterOptions withBroker(String setting, String value) {
    Map<String, String> more = new HashMap<>(brokerSettings);
    more.put(setting, value);
    return new ClusterOptions(ports, brokers, more, flink);
  }

  public ClusterOptions withFlink(FlinkOptions other) {
    return new ClusterOptions(ports, brokers, brokerSettings, other);
  }

  /** Everything that is wrong with these options, one line each; empty where nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(ports.problems());
    if (brokers != 1 && brokers != 3) {
      problems.add("--brokers must be 1 or 3; it is " + brokers);
    }
    problems.addAll(flink.problems());
    return problems;
  }
}
