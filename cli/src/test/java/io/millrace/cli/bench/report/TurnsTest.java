package io.millrace.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final List<String> order = new ArrayList<>();

  private double turn(String who, double value) {
    order.add(who);
    return value;
  }

  @Test
  void bothAreWarmedUpAndTakeTurnsAtBeingFirst() throws Exception {
    Turns<Double> turns = Turns.take(3, () -> turn("A", 1), () -> turn("B", 2));

    assertThat(String.join("", order)).isEqualTo("AB" + "AB" + "BA" + "AB");
    assertThat(turns.a()).containsExactly(1.0, 1.0, 1.0);
    assertThat(turns.b()).containsExactly(2.0, 2.0, 2.0);
  }

  @Test
  void ratioIsThatOfEachRoundNotOfTheMedians() {
    // The machine is ten times slower in the second round: for both.
    Turns<Double> turns = new Turns<>(List.of(9.0, 0.9, 8.0), List.of(10.0, 1.0, 10.0));

    Spread ratio = turns.ratio(x -> x);

    assertThat(ratio.median()).isCloseTo(0.9, within(1e-9));
    assertThat(ratio.low()).isCloseTo(0.8, within(1e-9));
    assertThat(ratio.high()).isCloseTo(0.9, within(1e-9));
    assertThat(turns.difference(x -> x).median()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
  }
}
