package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.pipeline.Reading.Window;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private final WarmUp warmUp = new WarmUp(Duration.ofMinutes(1));

  @Test
  void endsWhenTwoRunsAreNoFasterThanTheFastest() throws Exception {
    assertThat(runsOf(10, 20, 15, 40, 41, 40, 99)).isEqualTo(6);
  }

  @Test
  void isTakenOnce() throws Exception {
    assertThat(runsOf(10, 10, 10)).isEqualTo(3);
    assertThat(runsOf(10, 20, 30)).isZero();
  }

  @Test
  void beginsNoRunWhenItsTimeIsOver() throws Exception {
    var none = new WarmUp(Duration.ZERO);
    Queue<Integer> rates = new ArrayDeque<>(List.of(10, 20, 40));

    none.take(() -> ofRate(rates.remove()));

    assertThat(rates).hasSize(2);
  }

  private int runsOf(Integer... perSecond) throws Exception {
    Queue<Integer> rates = new ArrayDeque<>(List.of(perSecond));
    warmUp.take(() -> ofRate(rates.remove()));
    return perSecond.length - rates.size();
  }

  private static Window ofRate(int perSecond) {
    return new Window(perSecond, 1_000_000_000, Map.of());
  }
}
