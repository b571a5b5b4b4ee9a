package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void closingLineHasItsFieldsInTheirOrder() throws Exception {
    var accuracy = new TreeMap<>(Map.of(1L, 0.85, 2L, 0.93));
    var figures = new Figures(2, 2000, 1996, 4, 0, 0, 0, accuracy, 5.14, 80.06, 104.44);

    assertThat(new ObjectMapper().writeValueAsString(figures.report(49.96)))
        .isEqualTo(
            "{\"images\":2000,\"predictions\":1996,\"dead_letters\":4,\"lost\":0,\"repeated\":0,"
                + "\"out_of_order\":0,\"accuracy\":{\"1\":0.85,\"2\":0.93},"
                + "\"versions_seen\":[1,2],\"swap_gap_ms\":50.0,\"p50_ms\":5.1,\"p99_ms\":80.1,"
                + "\"throughput_per_s\":104.4}");
  }

  @Test
  void anyOneFaultMakesTheRunUnclean() {
    assertThat(faults(0, 0, 0).isClean()).isTrue();
    assertThat(faults(1, 0, 0).isClean()).isFalse();
    assertThat(faults(0, 1, 0).isClean()).isFalse();
    assertThat(faults(0, 0, 1).isClean()).isFalse();
  }

  private static Figures faults(long lost, long repeated, long outOfOrder) {
    return new Figures(1, 1, 1, 0, lost, repeated, outOfOrder, Map.of(), 1, 1, 1);
  }
}
