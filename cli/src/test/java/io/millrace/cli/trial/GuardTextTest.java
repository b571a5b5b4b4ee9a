package io.millrace.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"nan-rate<=1%", "nan-rate<1%", "nan-rate:1%", "nan-rate<=0.01"})
  void aBoundHasTheSameMeaningInEverySpelling(String text) {
    assertThat(GuardText.parse(text))
        .isEqualTo(new Guard(GuardMetric.NAN_RATE, 0.01, 10_000L, 100L, 2));
  }

  @Test
  void howItIsMeasuredMayFollow() {
    assertThat(GuardText.parse("agreement>=90%,windows=3,min-samples=200,window=1m"))
        .isEqualTo(new Guard(GuardMetric.AGREEMENT, 0.9, 60_000L, 200L, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "failure-rate<=2%,FAILURE_RATE,0.02",
    "p99-ratio<=1.5,LATENCY_P99_RATIO,1.5",
    "confidence-drop<=0.05,CONFIDENCE_DROP,0.05",
    "label-psi<=0.2,LABEL_PSI,0.2"
  })
  void everyMetricHasItsName(String text, GuardMetric metric, double limit) {
    Guard guard = GuardText.parse(text);
    assertThat(guard.getMetric()).isEqualTo(metric);
    assertThat(guard.getLimit()).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan-rate<=1%,window=10s,min-samples=100,windows=2",
        "p99-ratio<=1.5,window=90s,min-samples=1000,windows=1",
        "agreement>=99.5%,window=1500ms,min-samples=7,windows=3"
      })
  void whatIsShownCanBeTypedAgain(String text) {
    assertThat(GuardText.text(GuardText.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nan-rates<=1%|Did you mean nan-rate?",
        "accuracy>=1%|The metrics are failure-rate, nan-rate, p99-ratio",
        "agreement<=90%|what must hold: agreement>=90%",
        "nan-rate>=1%|what must hold: nan-rate<=1%",
        "nan-rate|METRIC<=LIMIT",
        "nan-rate<=few|'few'",
        "nan-rate<=NaN|'NaN'",
        "nan-rate<=1%,wndow=3s|window, min-samples or windows, not 'wndow'",
        "nan-rate<=1%,windows=two|windows is a number, not 'two'",
        "nan-rate<=1%,window=long|'long' is no length of time",
        "nan-rate<=1%,|not ''"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> GuardText.parse(text)).hasMessageContaining(message);
  }
}
