package io.millrace.cli.bench.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/** Figures of what came back of a flow. */
record Answers(List<Answer> all) {

  Answers {
    all = List.copyOf(all);
  }

  Answers where(Predicate<Answer> condition) {
    return new Answers(all.stream().filter(condition).toList());
  }

  /** Not a number where there is none. */
  double latency(double percentile) {
    return at(percentile, all.stream().mapToDouble(Answer::latencyMillis));
  }

  double medianBatchMillis() {
    return at(50, all.stream().mapToDouble(answer -> answer.batchMicros() / 1e3));
  }

  private static double at(double percentile, DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  /**
   * The longest time without an answer while an image waited for one, milliseconds: from one
   * answer, or from when the oldest image that waits was due if that is later, to the next answer
   * in the span. Where images are rare, none waits, and time without an answer is no gap.
   */
  double longestGap(Span span) {
    List<Answer> byDue = all.stream().sorted(Comparator.comparingLong(Answer::dueNanos)).toList();
    long[] came = all.stream().mapToLong(Answer::atNanos).sorted().toArray();
    long longest = 0;
    int oldest = 0;
    for (int i = 0; i + 1 < came.length; i++) {
      while (oldest < byDue.size() && byDue.get(oldest).atNanos() <= came[i]) {
        oldest++;
      }
      if (oldest < byDue.size() && span.holds(came[i + 1])) {
        long waitsSince = Math.max(came[i], byDue.get(oldest).dueNanos());
        longest = Math.max(longest, came[i + 1] - waitsSince);
      }
    }
    return longest / 1e6;
  }

  /** The same of each partition by itself: the longest of all. */
  double longestGapOfAPartition(Span span) {
    return all.stream()
        .mapToInt(Answer::partition)
        .distinct()
        .mapToDouble(each -> where(answer -> answer.partition() == each).longestGap(span))
        .max()
        .orElse(Double.NaN);
  }
}
