package io.millrace.cli.bench.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the bench takes its time.
 *
 * @param repetitions rounds of A and B that count, after one that does not
 * @param seconds of one round of one of them, about
 * @param growth images of the runs that show how the cost grows, ascending
 */
record EngineSettings(int repetitions, double seconds, List<Integer> growth) {

  static EngineSettings quick() {
    return new EngineSettings(3, 0.35, List.of(10_000, 100_000, 300_000));
  }

  static EngineSettings full() {
    return new EngineSettings(5, 3, List.of(10_000, 100_000, 1_000_000));
  }

  /** For the report. */
  Map<String, Object> description() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("repetitions", repetitions);
    settings.put("seconds_per_round", seconds);
    settings.put("growth_images", growth);
    settings.put("order", "one round to warm up, then A B, B A, A B by turns");
    settings.put("onnxruntime_intra_op_threads", 1);
    settings.put("onnxruntime_spinning", false);
    return settings;
  }
}
