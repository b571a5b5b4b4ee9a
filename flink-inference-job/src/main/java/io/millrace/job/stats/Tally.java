package io.millrace.job.stats;

import io.millrace.avro.LabelStats;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.AggregateFunction;

/**
 * Counts within a window; changed in place while its window is open.
 *
 * @param images images with a prediction
 * @param labels per label
 */
public record Tally(long images, Map<String, OfLabel> labels) {

  /** How often a label was given, and the sum of its scores. */
  public record OfLabel(long count, double scores) {

    OfLabel plus(OfLabel other) {
      return new OfLabel(count + other.count, scores + other.scores);
    }
  }

  static Tally none() {
    return new Tally(0, new HashMap<>());
  }

  Tally with(PredictionSummary summary) {
    for (int i = 0; i < summary.labels().length; i++) {
      labels.merge(summary.labels()[i], new OfLabel(1, summary.scores()[i]), OfLabel::plus);
    }
    return new Tally(images + 1, labels);
  }

  Tally with(Tally other) {
    other.labels.forEach((label, tally) -> labels.merge(label, tally, OfLabel::plus));
    return new Tally(images + other.images, labels);
  }

  /** Most frequent first; of equal ones by name, so that the same counts give the same bytes. */
  List<LabelStats> statistics() {
    return labels.entrySet().stream()
        .map(e -> statistics(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparingLong(LabelStats::getCount)
                .reversed()
                .thenComparing(LabelStats::getLabel))
        .toList();
  }

  private static LabelStats statistics(String label, OfLabel tally) {
    return new LabelStats(label, tally.count(), tally.scores() / tally.count());
  }

  /** Flink's view of it. */
  static final class Counting implements AggregateFunction<PredictionSummary, Tally, Tally> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tally createAccumulator() {
      return none();
    }

    @Override
    public Tally add(PredictionSummary summary, Tally tally) {
      return tally.with(summary);
    }

    @Override
    public Tally getResult(Tally tally) {
      return tally;
    }

    @Override
    public Tally merge(Tally a, Tally b) {
      return a.with(b);
    }
  }
}
