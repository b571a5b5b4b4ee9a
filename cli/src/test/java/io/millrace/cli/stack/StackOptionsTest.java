package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackOptionsTest {
  @Test
  void freePortsAreNoProblemHoweverMany() {
    assertThat(StackOptions.freePorts().problems()).isEmpty();
  }

  @Test
  void everyProblemIsFound() {
    assertThat(new StackOptions(9000, 9000, -1, 65_536, 9000, 0).problems())
        .satisfiesExactly(
            line -> assertThat(line).contains("--registry-port", "9000"),
            line -> assertThat(line).contains("--flink-port", "-1"),
            line -> assertThat(line).contains("--gateway-port", "65536"),
            line -> assertThat(line).contains("--metrics-port", "9000"),
            line -> assertThat(line).contains("task slots"));
  }
}
