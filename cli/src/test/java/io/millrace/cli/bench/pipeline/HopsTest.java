package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HopsTest {

  private final PoissonSchedule schedule = new PoissonSchedule(1, 100, 2);
  private final Hops hops = new Hops(schedule);

  @Test
  void latencyRunsFromWhenAThingWasDue() {
    hops.begin(1_000);
    hops.arrive(0, 1_000 + schedule.due(0) + 70, 0);
    hops.arrive(1, 1_000 + schedule.due(1) + 90, 0);

    assertThat(hops.nanos(0)).isEqualTo(70);
    assertThat(hops.nanos(1)).isEqualTo(90);
  }

  @Test
  void workIsTakenOff() {
    hops.begin(1_000);
    hops.arrive(0, 1_000 + schedule.due(0) + 70, 30);

    assertThat(hops.nanos(0)).isEqualTo(70);
    assertThat(hops.nanosLessWork(0)).isEqualTo(40);
  }

  @Test
  void aRepeatDoesNotChangeTheFirstArrival() throws Exception {
    hops.begin(1_000);
    hops.arrive(0, 1_000 + schedule.due(0) + 70, 0);
    hops.arrive(0, 1_000 + schedule.due(0) + 9_999, 0);
    hops.arrive(1, 1_000 + schedule.due(1) + 90, 0);

    hops.awaitAll(() -> {});
    assertThat(hops.nanos(0)).isEqualTo(70);
  }

  @Test
  void whoWaitsLearnsThatNothingWillCome() {
    assertThatThrownBy(
            () ->
                hops.awaitAll(
                    () -> {
                      throw new IllegalStateException("the reader has ended");
                    }))
        .hasMessage("the reader has ended");
  }
}
