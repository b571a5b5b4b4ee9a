package io.millrace.cli.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be chosen about a Flink cluster of processes.
 *
 * @param taskManagers how many
 * @param slots task slots of each
 * @param highAvailability whether a ZooKeeper remembers the jobs, so that they survive their
 *     JobManager
 * @param memory of each TaskManager
 * @param libraries what lies in {@code lib/} besides Flink; empty for a fat job jar
 * @param settings of Flink, by their own names; they win over those that the cluster has by itself
 */
public record FlinkOptions(
    int taskManagers,
    int slots,
    boolean highAvailability,
    TaskManagerMemory memory,
    List<Path> libraries,
    Map<String, String> settings) {

  public FlinkOptions {
    libraries = List.copyOf(libraries);
    settings = Map.copyOf(settings);
  }

  /** Two TaskManagers of two slots, no high availability, Millrace in {@code lib/}. */
  public static FlinkOptions of(FlinkJars jars) {
    return new FlinkOptions(2, 2, false, TaskManagerMemory.DEFAULT, jars.lib(), Map.of());
  }

  public FlinkOptions withTaskManagers(int count, int slotsOfEach) {
    return new FlinkOptions(count, slotsOfEach, highAvailability, memory, libraries, settings);
  }

  public FlinkOptions withHighAvailability(boolean available) {
    return new FlinkOptions(taskManagers, slots, available, memory, libraries, settings);
  }

  public FlinkOptions withMemory(TaskManagerMemory other) {
    return new FlinkOptions(taskManagers, slots, highAvailability, other, libraries, settings);
  }

  /** With nothing of Millrace in {@code lib/}: the cluster that a fat job jar is for. */
  public FlinkOptions withoutLibraries() {
    return new FlinkOptions(taskManagers, slots, highAvailability, memory, List.of(), settings);
  }

  /** With one more jar or folder in {@code lib/}, searched before the others. */
  public FlinkOptions withLibrary(Path jar) {
    List<Path> more = new ArrayList<>(List.of(jar));
    more.addAll(libraries);
    return new FlinkOptions(taskManagers, slots, highAvailability, memory, more, settings);
  }

  public FlinkOptions with(String setting, String value) {
    return with(Map.of(setting, value));
  }

  /** With more settings of Flink, by their own names. */
  public FlinkOptions with(Map<String, String> added) {
    Map<String, String> more = new HashMap<>(settings);
    more.putAll(added);
    return new FlinkOptions(taskManagers, slots, highAvailability, memory, libraries, more);
  }

  /**
   * Timeouts for tests of faults: a lost process is missed after 10 s instead of 50, ZooKeeper's
   * sessions end after 5 s instead of 60, and a job is started again after 200 ms.
   */
  public FlinkOptions withShortTimeouts() {
    return with("heartbeat.interval", "1 s")
        .with("heartbeat.timeout", "10 s")
        .with("high-availability.zookeeper.client.session-timeout", "5 s")
        .with("high-availability.zookeeper.client.connection-timeout", "5 s")
        .with("restart-strategy.exponential-delay.initial-backoff", "200 ms")
        .with("restart-strategy.exponential-delay.max-backoff", "1 s");
  }

  /** Everything that is wrong with these options, one line each; empty where nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (taskManagers < 1) {
      problems.add("--task-managers must be at least 1; it is " + taskManagers);
    }
    if (slots < 1) {
      problems.add("--slots must be at least 1; it is " + slots);
    }
    return problems;
  }
}
