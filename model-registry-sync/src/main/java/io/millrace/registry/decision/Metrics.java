package io.millrace.registry.decision;

import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a window says in the terms of a guard. */
final class Metrics {

  /** Added to each count, so that a label that one version never gave has a finite weight. */
  private static final double SMOOTHING = 0.5;

  private Metrics() {}

  /** The value of the guard's metric; null where the window says nothing about it. */
  static @Nullable Double read(Guard guard, WindowStats stats) {
    ArmStats version = stats.version();
    double value =
        switch (guard.getMetric()) {
          case FAILURE_RATE -> share(version.failures(), version.samples(), guard);
          case NAN_RATE -> share(version.nanFailures(), version.samples(), guard);
          case AGREEMENT -> share(stats.against().agreed(), stats.against().compared(), guard);
          case LATENCY_P99_RATIO, CONFIDENCE_DROP, LABEL_PSI ->
              compare(guard, version, stats.against().stable());
          case UNKNOWN -> Double.NaN;
        };
    return Double.isFinite(value) ? value : null;
  }

  static boolean breaks(Guard guard, double value) {
    return guard.getMetric() == GuardMetric.AGREEMENT
        ? value < guard.getLimit()
        : value > guard.getLimit();
  }

  /** Whether the metric is one that stable has to give its half of. */
  static boolean comparesWithStable(GuardMetric metric) {
    return switch (metric) {
      case LATENCY_P99_RATIO, CONFIDENCE_DROP, LABEL_PSI, AGREEMENT -> true;
      case FAILURE_RATE, NAN_RATE, UNKNOWN -> false;
    };
  }

  private static double share(long part, long whole, Guard guard) {
    return whole < guard.getMinSamples() ? Double.NaN : (double) part / whole;
  }

  private static double compare(Guard guard, ArmStats version, @Nullable ArmStats stable) {
    long least = guard.getMinSamples();
    if (stable == null || version.scored() < least || stable.scored() < least) {
      return Double.NaN;
    }
    ArmStats.Scores its = version.scores();
    ArmStats.Scores others = stable.scores();
    return switch (guard.getMetric()) {
      case LATENCY_P99_RATIO -> its.inferenceP99Micros() / others.inferenceP99Micros();
      case CONFIDENCE_DROP -> others.meanFirstScore() - its.meanFirstScore();
      case LABEL_PSI -> stabilityIndex(its.firstLabels(), others.firstLabels());
      case FAILURE_RATE, NAN_RATE, AGREEMENT, UNKNOWN -> Double.NaN;
    };
  }

  /**
   * Population stability index of two distributions, sum of (p - q) ln(p / q), less what chance
   * alone makes of it.
   *
   * <p>Two samples of n and m from one distribution over k labels have an index of about (k - 1)
   * (1/n + 1/m) on average (B. Yurdakul, "Statistical properties of population stability index",
   * 2018): with ten labels and a hundred images each that is 0.18, and the usual bound of 0.2 would
   * be broken by chance.
   */
  private static double stabilityIndex(Map<String, Long> version, Map<String, Long> stable) {
    Set<String> labels = new TreeSet<>(version.keySet());
    labels.addAll(stable.keySet());
    double n = sum(version);
    double m = sum(stable);
    if (n == 0 || m == 0) {
      return Double.NaN;
    }
    double added = SMOOTHING * labels.size();
    double index = 0;
    for (String label : labels) {
      double p = (version.getOrDefault(label, 0L) + SMOOTHING) / (n + added);
      double q = (stable.getOrDefault(label, 0L) + SMOOTHING) / (m + added);
      index += (p - q) * Math.log(p / q);
    }
    return Math.max(0, index - (labels.size() - 1) * (1 / n + 1 / m));
  }

  private static double sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
