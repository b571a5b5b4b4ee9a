package io.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheirContentAndNumbersAreFlushRight() {
    var table = Table.of("MODEL", "VERSION>", "REASON");
    table.row("garments", 7, "").row("x", 1234567890L, "because of this");
    assertThat(table.lines())
        .containsExactly(
            "MODEL        VERSION  REASON",
            "garments           7",
            "x         1234567890  because of this");
  }

  @Test
  void emptyCellsAreDashes() {
    assertThat(Table.of("A", "B>", "C").row("", "", "").lines()).contains("-  -");
  }
}
