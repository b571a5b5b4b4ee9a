package io.millrace.cli.bench.rollout;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the bench takes its time.
 *
 * @param repetitions rollouts of the heavy version
 * @param steadySeconds how long images flow without one, before each and after it
 * @param burst images by which the capacity is measured, before each
 * @param windowSeconds of the guards
 * @param guardsPerSecond images while guards watch
 * @param swaps rollouts and rollbacks under load
 */
record RolloutSettings(
    int repetitions,
    double steadySeconds,
    int burst,
    int windowSeconds,
    double guardsPerSecond,
    int swaps) {

  static RolloutSettings quick() {
    return new RolloutSettings(3, 4, 250, 2, 200, 10);
  }

  static RolloutSettings full() {
    return new RolloutSettings(7, 20, 500, 10, 200, 40);
  }

  RolloutSettings withSwaps(int count) {
    return new RolloutSettings(
        repetitions, steadySeconds, burst, windowSeconds, guardsPerSecond, count);
  }

  /** For the report. */
  Map<String, Object> description() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("repetitions", repetitions);
    settings.put("steady_seconds", steadySeconds);
    settings.put("capacity_burst_images", burst);
    settings.put("load", StagingRows.LOAD);
    settings.put("guard_window_s", windowSeconds);
    settings.put("guard_images_per_s", guardsPerSecond);
    settings.put("swaps", swaps);
    settings.put("hosts", Fleet.HOSTS);
    settings.put("tasks_per_host", 1);
    settings.put("workers_per_host", 1);
    settings.put("order", "capacity, steady, staging, flip, rollback, steady; then again");
    return settings;
  }
}
