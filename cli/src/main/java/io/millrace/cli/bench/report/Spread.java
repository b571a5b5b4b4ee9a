package io.millrace.cli.bench.report;

import java.util.Arrays;
import java.util.List;

/** Repetitions of one figure: the median, and the lowest and highest. */
public record Spread(double median, double low, double high) {

  /** Of at least one repetition. */
  public static Spread of(List<Double> repetitions) {
    double[] sorted = repetitions.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("a figure needs at least one repetition");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Of figures that are at hand. */
  public static Spread of(double... repetitions) {
    return of(Arrays.stream(repetitions).boxed().toList());
  }
}
