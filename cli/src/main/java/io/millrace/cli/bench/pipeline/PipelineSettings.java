package io.millrace.cli.bench.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the bench takes its time.
 *
 * @param repetitions rounds of each thing that count, after one that does not
 * @param warmUp at most so long is a job run before its rounds, while it gets faster
 * @param seconds of one round of one of them, about
 * @param largeRecords records of 110 KB of the row that has no model
 * @param growth images of the runs that show how the cost grows, ascending
 * @param hops images at idle, of a round
 * @param hopsPerSecond how often one comes, on average
 * @param kills how often a TaskManager is killed
 */
record PipelineSettings(
    int repetitions,
    Duration warmUp,
    double seconds,
    int largeRecords,
    List<Integer> growth,
    int hops,
    double hopsPerSecond,
    int kills) {

  PipelineSettings {
    growth = List.copyOf(growth);
  }

  static PipelineSettings quick() {
    return new PipelineSettings(
        3, Duration.ofSeconds(18), 1, 5_000, List.of(10_000, 100_000), 40, 25, 3);
  }

  static PipelineSettings full() {
    return new PipelineSettings(
        5, Duration.ofSeconds(60), 6, 30_000, List.of(10_000, 100_000, 1_000_000), 600, 20, 7);
  }

  /** For the report. */
  Map<String, Object> description() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("repetitions", repetitions);
    settings.put("warm_up_s_at_most", warmUp.toSeconds());
    settings.put("seconds_per_round", seconds);
    settings.put("large_records", largeRecords);
    settings.put("growth_images", growth);
    settings.put("idle_images_per_round", hops);
    settings.put("idle_images_per_s", hopsPerSecond);
    settings.put("kills", kills);
    settings.put("order", "one round to warm up, then A B C, C B A, A B C by turns");
    settings.put("window", "from a tenth of the records of a job until a twentieth is left");
    settings.put("onnxruntime_intra_op_threads", 1);
    settings.put("onnxruntime_spinning", false);
    return settings;
  }
}
