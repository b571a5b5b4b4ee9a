package io.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBlockTest {

  private static final String UP_TWO = "\u001b[2A\u001b[J";

  private final StringWriter out = new StringWriter();
  private final LiveBlock block =
      new LiveBlock(new Console(new PrintWriter(out), new PrintWriter(out)), 10);

  @Test
  void linesAreDrawnOverThoseBefore() {
    block.show(List.of("a", "b"));
    block.show(List.of("c"));
    assertThat(out).hasToString("a\nb\n" + UP_TWO + "c\n");
  }

  @Test
  void nothingIsDrawnWhereNothingChanged() {
    block.show(List.of("a"));
    block.show(List.of("a"));
    assertThat(out).hasToString("a\n");
  }

  @Test
  void aLineThatStaysGoesAboveTheBlock() {
    block.show(List.of("a", "b"));
    block.say("event");
    assertThat(out.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo("a\nb\n" + UP_TWO + "event\na\nb\n");
  }

  @Test
  void linesThatWouldWrapAreCut() {
    block.show(List.of("0123456789"));
    assertThat(out).hasToString("01234567…\n");
  }

  @Test
  void closingTakesTheBlockAway() {
    block.show(List.of("a", "b"));
    block.close();
    block.close();
    assertThat(out).hasToString("a\nb\n" + UP_TWO);
  }
}
