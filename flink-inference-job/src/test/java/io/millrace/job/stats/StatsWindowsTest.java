package io.millrace.job.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatsWindowsTest {

  private static final StatsWindows MINUTES =
      new StatsWindows(
          Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(30));

  @Test
  void windowEndsWithTheWatermarkBeforeItsEnd() {
    assertThat(MINUTES.endBetween(0, 59_998)).isFalse();
    assertThat(MINUTES.endBetween(59_998, 59_999)).isTrue();
    assertThat(MINUTES.endBetween(59_999, 119_998)).isFalse();
  }

  @Test
  void firstAndLastWatermarkEndWindowsToo() {
    assertThat(MINUTES.endBetween(Long.MIN_VALUE, 5)).isTrue();
    assertThat(MINUTES.endBetween(5, Long.MAX_VALUE)).isTrue();
    assertThat(MINUTES.endBetween(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void timestampInTheFutureIsTakenForNow() {
    assertThat(EventTime.of(5_000, 5_000)).isEqualTo(5_000);
    assertThat(EventTime.of(65_000, 5_000)).isEqualTo(65_000);
    assertThat(EventTime.of(65_001, 5_000)).isEqualTo(5_000);
  }
}
