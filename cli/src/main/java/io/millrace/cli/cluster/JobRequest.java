package io.millrace.cli.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a job is to be run.
 *
 * @param arguments of its main class
 * @param parallelism 0: one task for each slot of the cluster
 * @param savepoint path of a savepoint or retained checkpoint that it begins from
 * @param settings of Flink for this job alone, by their own names
 */
public record JobRequest(
    List<String> arguments,
    int parallelism,
    @Nullable String savepoint,
    Map<String, String> settings) {

  public JobRequest {
    arguments = List.copyOf(arguments);
    settings = Map.copyOf(settings);
  }

  public static JobRequest of(List<String> arguments) {
    return new JobRequest(arguments, 0, null, Map.of());
  }

  public JobRequest withParallelism(int tasks) {
    return new JobRequest(arguments, tasks, savepoint, settings);
  }

  public JobRequest from(String savepointOrCheckpoint) {
    return new JobRequest(arguments, parallelism, savepointOrCheckpoint, settings);
  }

  public JobRequest with(String setting, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(setting, value);
    return new JobRequest(arguments, parallelism, savepoint, more);
  }
}
