package io.millrace.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Two things measured by turns, A B, B A, A B …, so that what the machine does meanwhile happens to
 * both, and neither is always the second.
 */
public record Turns<T>(List<T> a, List<T> b) {

  /** One round that does not count, then so many that do. */
  public static <T> Turns<T> take(int repetitions, Callable<T> a, Callable<T> b) throws Exception {
    a.call();
    b.call();
    List<T> first = new ArrayList<>();
    List<T> second = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      if (i % 2 == 0) {
        first.add(a.call());
        second.add(b.call());
      } else {
        second.add(b.call());
        first.add(a.call());
      }
    }
    return new Turns<>(List.copyOf(first), List.copyOf(second));
  }

  /** A divided by B, round by round. */
  public Spread ratio(ToDoubleFunction<T> figure) {
    return compare((x, y) -> x / y, figure);
  }

  /** A less B, round by round. */
  public Spread difference(ToDoubleFunction<T> figure) {
    return compare((x, y) -> x - y, figure);
  }

  public double medianOfA(ToDoubleFunction<T> figure) {
    return median(a, figure);
  }

  public double medianOfB(ToDoubleFunction<T> figure) {
    return median(b, figure);
  }

  private double median(List<T> samples, ToDoubleFunction<T> figure) {
    return Spread.of(samples.stream().map(figure::applyAsDouble).toList()).median();
  }

  private Spread compare(DoubleBinaryOperator how, ToDoubleFunction<T> figure) {
    List<Double> rounds = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      rounds.add(how.applyAsDouble(figure.applyAsDouble(a.get(i)), figure.applyAsDouble(b.get(i))));
    }
    return Spread.of(rounds);
  }
}
