package io.millrace.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {

  @ParameterizedTest
  @CsvSource({"10%,100", "2.5%,25", "0.1%,1", "100%,1000", "10,100"})
  void percentBecomesPermille(String text, int permille) {
    assertThat(Share.permille(text)).isEqualTo(permille);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "0.05%", "100.1%", "-1%", "ten", "", "%"})
  void whatIsNoShareIsNamed(String text) {
    assertThatThrownBy(() -> Share.permille(text)).hasMessageContaining("'" + text + "'");
  }

  @Test
  void permilleIsShownAsPercent() {
    assertThat(Share.text(25)).isEqualTo("2.5%");
    assertThat(Share.text(100)).isEqualTo("10%");
    assertThat(Share.text(1000)).isEqualTo("100%");
  }

  @Test
  void rampIsSharesWithCommas() {
    assertThat(new Share.Ramp().convert("10, 25%,50,100")).containsExactly(100, 250, 500, 1000);
  }
}
