package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoissonScheduleTest {

  @Test
  void theSameSeedIsTheSameSchedule() {
    PoissonSchedule schedule = new PoissonSchedule(1, 100, 50);

    assertThat(dues(new PoissonSchedule(1, 100, 50))).isEqualTo(dues(schedule));
    assertThat(dues(new PoissonSchedule(2, 100, 50))).isNotEqualTo(dues(schedule));
  }

  @Test
  void gapsAreExponentialWithTheMeanOfTheRate() {
    int count = 20_000;
    long[] dues = dues(new PoissonSchedule(7, 1_000, count));
    double mean = dues[count - 1] / 1e6 / count;
    long longerThanMean =
        IntStream.range(1, count).filter(i -> dues[i] - dues[i - 1] > 1_000_000).count();

    assertThat(mean).isCloseTo(1, within(0.03));
    // Of an exponential distribution 1/e is above the mean; of even gaps it would be none or all.
    assertThat((double) longerThanMean / count).isCloseTo(1 / Math.E, within(0.02));
  }

  @Test
  void nothingComesBeforeItIsDueAndLatenessIsNotMadeUpForByWaiting() {
    PoissonSchedule schedule = new PoissonSchedule(3, 200, 5);
    long began = System.nanoTime();
    for (int i = 0; i < schedule.size(); i++) {
      schedule.await(i, began);
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(schedule.due(i));
    }
    long late = System.nanoTime();
    IntStream.range(0, schedule.size()).forEach(i -> schedule.await(i, began));
    assertThat(System.nanoTime() - late).isLessThan(schedule.due(4));
  }

  private static long[] dues(PoissonSchedule schedule) {
    return IntStream.range(0, schedule.size()).mapToLong(schedule::due).toArray();
  }
}
