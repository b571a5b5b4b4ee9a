package io.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES =
      List.of("--data-dir", "--kafka-port", "--flink-port", "--verbose");

  @Test
  void slipLeadsToTheNameThatWasMeant() {
    assertThat(Nearest.to("--dta-dir", NAMES)).contains("--data-dir");
    assertThat(Nearest.to("--port-kafka", NAMES)).isEmpty();
    assertThat(Nearest.to("--kafkaport", NAMES)).contains("--kafka-port");
    assertThat(Nearest.to("--verbos", NAMES)).contains("--verbose");
  }

  @Test
  void nothingIsGuessedWhereNothingIsNear() {
    assertThat(Nearest.to("--colour", NAMES)).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }
}
