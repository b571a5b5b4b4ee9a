package io.millrace.registry.window;

import io.millrace.registry.decision.ArmStats;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what one version says; tallies of parts can be put together. For one thread. */
final class Tally {

  /** Different labels that are counted by name; further ones are counted together. */
  static final int MAX_LABELS = 2_048;

  static final int MAX_LABEL_LENGTH = 64;
  static final String FURTHER_LABELS = "…";

  // Two digits make a value exact to 1 %: ratios of percentiles are guarded at tens of percents.
  private static final int DIGITS = 2;
  private static final double PERCENTILE = 99;

  private final Histogram inference = new Histogram(DIGITS);
  private final Map<String, Long> labels = new HashMap<>();
  private long scored;
  private long failures;
  private long nanFailures;
  private long labelled;
  private double scoreSum;
  private long compared;
  private long agreed;

  void scored(Glance said) {
    scored++;
    // One that is out of all reason must not make the histogram grow without bound.
    inference.recordValue(Math.min(Math.max(said.inferenceMicros(), 0), Integer.MAX_VALUE));
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

  ArmStats stats(long version) {
    ArmStats.Scores scores =
        new ArmStats.Scores(
            scored == 0 ? Double.NaN : inference.getValueAtPercentile(PERCENTILE),
            labelled == 0 ? Double.NaN : scoreSum / labelled,
            labels);
    return new ArmStats(version, samples(), failures, nanFailures, scores);
  }
}
