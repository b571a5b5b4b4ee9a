package io.millrace.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The account at one moment.
 *
 * @param version highest version that scored an image; 0: none yet
 * @param images images in the topic, broken ones among them
 * @param predictions images that have a prediction
 * @param deadLetters images that were dead-lettered
 * @param lost images that have neither
 * @param repeated outputs of images that had one already
 * @param outOfOrder predictions behind a later one of their partition
 * @param accuracy share of right labels, by version
 * @param p50Millis median time from the due moment of sending until the prediction was read
 * @param p99Millis the same, 99th percentile
 * @param perSecond predictions per second between the first and the last
 */
record Figures(
    long version,
    int images,
    int predictions,
    int deadLetters,
    long lost,
    long repeated,
    long outOfOrder,
    Map<Long, Double> accuracy,
    double p50Millis,
    double p99Millis,
    double perSecond) {

  /** Whether nothing was lost, repeated or out of order. */
  boolean isClean() {
    return lost == 0 && repeated == 0 && outOfOrder == 0;
  }

  /** The closing line, in the order that readers of it rely on. */
  Map<String, Object> report(double swapGapMillis) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("images", images);
    report.put("predictions", predictions);
    report.put("dead_letters", deadLetters);
    report.put("lost", lost);
    report.put("repeated", repeated);
    report.put("out_of_order", outOfOrder);
    report.put("accuracy", accuracy);
    report.put("versions_seen", List.copyOf(accuracy.keySet()));
    report.put("swap_gap_ms", rounded(swapGapMillis));
    report.put("p50_ms", rounded(p50Millis));
    report.put("p99_ms", rounded(p99Millis));
    report.put("throughput_per_s", rounded(perSecond));
    return report;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
