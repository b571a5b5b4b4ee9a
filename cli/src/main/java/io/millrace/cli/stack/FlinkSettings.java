package io.millrace.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/**
 * The settings of a Flink cluster on a small machine, in one process or in several. What belongs to
 * a job (its checkpoint interval, its delivery guarantee) the job sets itself; these are what it
 * finds.
 */
public final class FlinkSettings {
  private FlinkSettings() {}

  /** Those of a cluster in this process. */
  static Configuration of(Path directory, int restPort) {
    var settings = ofAnyCluster(directory);
    network(settings, restPort);
    memory(settings);
    temporary(settings, directory.resolve("tmp"));
    return settings;
  }

  /** Where state is kept, and how jobs are started again, whatever the cluster is made of. */
  public static Configuration ofAnyCluster(Path directory) {
    var settings = new Configuration();
    state(settings, directory);
    restarts(settings);
    return settings;
  }

  /**
   * What serves the metrics of each process to Prometheus, on the first free port from {@code
   * firstPort} on. The reporter knows no address to bind to: it listens on every interface.
   *
   * @param firstPort 0: nothing is served
   * @param processes how many share the range of ports
   */
  public static Map<String, String> prometheus(int firstPort, int processes) {
    if (firstPort == 0) {
      return Map.of();
    }
    // Flink refuses a range of one.
    String ports =
        processes == 1
            ? Integer.toString(firstPort)
            : firstPort + "-" + (firstPort + processes - 1);
    return Map.of(
        "metrics.reporters", "prometheus",
        "metrics.reporter.prometheus.factory.class",
            "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
        "metrics.reporter.prometheus.port", ports);
  }

  private static void network(Configuration settings, int restPort) {
    settings.set(RestOptions.ADDRESS, PortBook.HOST);
    settings.set(RestOptions.BIND_ADDRESS, PortBook.HOST);
    // Everything that Flink opens, its blob server included, listens on the loopback address only.
    settings.set(JobManagerOptions.BIND_HOST, PortBook.HOST);
    settings.set(TaskManagerOptions.BIND_HOST, PortBook.HOST);
    settings.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    settings.set(RestOptions.PORT, restPort);
    // Jobs come from this process only, so nobody can hand code to it over the network.
    settings.set(WebOptions.SUBMIT_ENABLE, false);
    settings.set(ClusterOptions.CLUSTER_IO_EXECUTOR_POOL_SIZE, 4);
  }

  /**
   * One chain needs few network buffers; the off-heap share is one Kafka fetch response per
   * partition, 8 MiB each.
   */
  private static void memory(Configuration settings) {
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    settings.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(256));
  }

  private static void temporary(Configuration settings, Path folder) {
    String temporary = folder.toString();
    settings.set(CoreOptions.TMP_DIRS, temporary);
    settings.set(WebOptions.TMP_DIR, temporary);
    settings.set(BlobServerOptions.STORAGE_DIRECTORY, temporary);
    settings.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, temporary);
  }

  private static void state(Configuration settings, Path directory) {
    settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    settings.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY,
        directory.resolve("savepoints").toUri().toString());
  }

  private static void restarts(Configuration settings) {
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(200));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(10));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(1));
  }
}
