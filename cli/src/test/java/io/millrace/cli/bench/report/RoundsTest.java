package io.millrace.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private final List<String> order = new ArrayList<>();

  @Test
  void turnsGoToAndFroSoThatNobodyIsAlwaysTheLast() throws Exception {
    Rounds.take(2, things("A", "B", "C"));

    assertThat(String.join("", order)).isEqualTo("ABC" + "CBA" + "ABC");
  }

  @Test
  void theFirstRoundDoesNotCount() throws Exception {
    Rounds<Integer> rounds = Rounds.take(3, things("A", "B"));

    // What each returns is how many calls there were before it.
    assertThat(rounds.each()).containsExactly(List.of(3, 4, 7), List.of(2, 5, 6));
  }

  @Test
  void twoOfThemAreComparedRoundByRound() throws Exception {
    Rounds<Integer> rounds = Rounds.take(3, things("A", "B", "C"));

    Turns<Integer> pair = rounds.pair(0, 2);

    assertThat(pair.a()).isEqualTo(rounds.each().get(0));
    assertThat(pair.b()).isEqualTo(rounds.each().get(2));
  }

  private List<Callable<Integer>> things(String... names) {
    return Stream.of(names)
        .<Callable<Integer>>map(
            name ->
                () -> {
                  order.add(name);
                  return order.size() - 1;
                })
        .toList();
  }
}
