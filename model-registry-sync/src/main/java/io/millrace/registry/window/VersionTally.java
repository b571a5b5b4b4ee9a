package io.millrace.registry.window;

import io.millrace.registry.decision.ArmStats;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what one version says; tallies of parts can be put together. For one thread. */
final class VersionTally {

  /** Different labels that are counted by name; further ones are counted together. */
  static final int MAX_LABELS = 2_048;

  static final int MAX_LABEL_LENGTH = 64;
  static final String FURTHER_LABELS = "…";

  // Two digits make a value exact to 1 %: ratios of percentiles are guarded at tens of percents.
  private static final int DIGITS = 2;
  private static final double P99 = 0.99;
  private static final double SIGMAS = 1.96;

  private final Histogram inference = new Histogram(DIGITS);
  private final Map<String, Long> labels = new HashMap<>();
  private long scored;
  private long failures;
  private long nanFailures;
  private double batches;
  private long labelled;
  private double scoreSum;
  private long compared;
  private long agreed;

  void scored(Glance said) {
    scored++;
    // One that is out of all reason must not make the histogram grow without bound.
    inference.recordValue(Math.min(Math.max(said.ran().micros(), 0), Integer.MAX_VALUE));
    batches += 1.0 / Math.max(said.ran().images(), 1);
    String label = said.label();
    if (label != null && Double.isFinite(said.score())) {
      labelled++;
      scoreSum += said.score();
      count(label, 1);
    }
  }

  void failed(boolean nan) {
    failures++;
    nanFailures += nan ? 1 : 0;
  }

  /** Both have scored the same image; nothing is compared where one has no label. */
  void compared(@Nullable String its, @Nullable String primarys) {
    if (its != null && primarys != null) {
      compared++;
      agreed += its.equals(primarys) ? 1 : 0;
    }
  }

  void add(Counts part) {
    scored += part.scored();
    failures += part.failures();
    nanFailures += part.nanFailures();
    batches += part.batches();
    inference.add(Histogram.decodeFromByteBuffer(part.inference().duplicate(), 0));
    labelled += part.labelled();
    scoreSum += part.scoreSum();
    part.labels().forEach(this::count);
    compared += part.compared();
    agreed += part.agreed();
  }

  private void count(String label, long times) {
    String name = label.length() > MAX_LABEL_LENGTH ? label.substring(0, MAX_LABEL_LENGTH) : label;
    boolean fits = labels.size() < MAX_LABELS || labels.containsKey(name);
    labels.merge(fits ? name : FURTHER_LABELS, times, Long::sum);
  }

  Counts counts() {
    ByteBuffer encoded = ByteBuffer.allocate(inference.getNeededByteBufferCapacity());
    inference.encodeIntoByteBuffer(encoded);
    return new Counts(
        scored,
        failures,
        nanFailures,
        batches,
        encoded.flip(),
        labelled,
        scoreSum,
        Map.copyOf(labels),
        compared,
        agreed);
  }

  /** Images that the version was given. */
  long samples() {
    return scored + failures;
  }

  long compared() {
    return compared;
  }

  long agreed() {
    return agreed;
  }

  /** In the version's own terms: what a version on trial is compared with. */
  ArmStats stats(long version) {
    return stats(version, P99);
  }

  /**
   * The same with the least p99 that the images allow to say: the order statistic that lies below
   * the true one with 97.5 % certainty (W. J. Conover, "Practical Nonparametric Statistics", 3.2),
   * where images of one batch, which share its time, are one observation. In 25 batches the p99 is
   * the slowest one, and one pause would make any version look slow.
   */
  ArmStats cautiousStats(long version) {
    double sigma = Math.sqrt(P99 * (1 - P99) / Math.max(batches, 1));
    return stats(version, P99 - SIGMAS * sigma);
  }

  private ArmStats stats(long version, double quantile) {
    ArmStats.Scores scores =
        new ArmStats.Scores(
            scored == 0 ? Double.NaN : inference.getValueAtPercentile(100 * quantile),
            labelled == 0 ? Double.NaN : scoreSum / labelled,
            labels);
    return new ArmStats(version, samples(), failures, nanFailures, scores);
  }
}
