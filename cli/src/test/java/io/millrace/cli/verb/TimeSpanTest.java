package io.millrace.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

  @ParameterizedTest
  @CsvSource({"500ms,500", "90s,90000", "5m,300000", "24h,86400000", "7d,604800000", "120,120000"})
  void timesCarryTheirUnitAndSecondsMayGoWithout(String text, long millis) {
    assertThat(TimeSpan.parse(text)).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-5s", "1.5h", "5 minutes", "99999999999s"})
  void whatIsNoTimeIsNamed(String text) {
    assertThatThrownBy(() -> TimeSpan.parse(text)).hasMessageContaining("'" + text + "'");
  }

  @Test
  void peopleReadTheTwoLargestUnits() {
    assertThat(TimeSpan.text(Duration.ofSeconds(200))).isEqualTo("3m 20s");
    assertThat(TimeSpan.text(Duration.ofMinutes(5))).isEqualTo("5m");
    assertThat(TimeSpan.text(Duration.ofSeconds(100_000))).isEqualTo("1d 3h");
    assertThat(TimeSpan.text(Duration.ofMillis(12))).isEqualTo("12ms");
    assertThat(TimeSpan.text(Duration.ofSeconds(-3))).isEqualTo("0s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1ms", "1500ms", "90s", "0s", "5m", "2h", "48h"})
  void whatIsPrintedForTypingComesBackTheSame(String text) {
    assertThat(TimeSpan.typed(TimeSpan.parse(text))).isEqualTo(text);
  }
}
