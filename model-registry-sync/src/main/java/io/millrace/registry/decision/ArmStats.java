package io.millrace.registry.decision;

import java.util.Map;

/**
 * What one window says of the images that one version was given.
 *
 * @param version the version
 * @param samples images that it was given: those it scored and {@code failures}
 * @param failures those that ended as dead letters through the version's fault
 * @param nanFailures those of the failures that ended as NAN_OUTPUT
 * @param scores what it said of the images that it scored
 */
public record ArmStats(long version, long samples, long failures, long nanFailures, Scores scores) {

  /**
   * What a version said, and how fast.
   *
   * @param inferenceP99Micros 99th percentile of its inference time per batch, microseconds; of a
   *     version on trial the least that so few batches allow to say; NaN where it scored nothing
   * @param meanFirstScore mean of the first label's score, 0 to 1; NaN where no result had a label
   * @param firstLabels how often each label came first; empty where no result had a label
   */
  public record Scores(
      double inferenceP99Micros, double meanFirstScore, Map<String, Long> firstLabels) {

    /** Nothing was scored. */
    public static final Scores NONE = new Scores(Double.NaN, Double.NaN, Map.of());

    public Scores {
      firstLabels = Map.copyOf(firstLabels);
    }
  }

  public ArmStats {
    if (nanFailures < 0 || failures < nanFailures || samples < failures) {
      throw new IllegalArgumentException(
          "%d NaN among %d failures among %d samples cannot be"
              .formatted(nanFailures, failures, samples));
    }
  }

  /** Images that the version scored. */
  public long scored() {
    return samples - failures;
  }
}
