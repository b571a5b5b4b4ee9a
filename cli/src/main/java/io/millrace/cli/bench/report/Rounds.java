package io.millrace.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Several things measured by turns, A B C, C B A, A B C …: as {@link Turns}, for more than two.
 *
 * @param each the rounds of each thing
 */
public record Rounds<T>(List<List<T>> each) {

  /** One round that does not count, then so many that do. */
  public static <T> Rounds<T> take(int repetitions, List<Callable<T>> things) throws Exception {
    List<List<T>> taken = things.stream().<List<T>>map(thing -> new ArrayList<T>()).toList();
    for (int round = 0; round <= repetitions; round++) {
      for (int turn = 0; turn < things.size(); turn++) {
        int thing = round % 2 == 0 ? turn : things.size() - 1 - turn;
        T result = things.get(thing).call();
        if (round > 0) {
          taken.get(thing).add(result);
        }
      }
    }
    return new Rounds<>(taken.stream().map(List::copyOf).toList());
  }

  /** Two of them, to be compared round by round; counted from 0. */
  public Turns<T> pair(int a, int b) {
    return new Turns<>(each.get(a), each.get(b));
  }
}
