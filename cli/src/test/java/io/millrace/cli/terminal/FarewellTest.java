package io.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The signal itself is sent to a real process, in {@code ModelsIT}. */
class FarewellTest {

  private final StringWriter err = new StringWriter();
  private final Console console = new Console(new PrintWriter(err), new PrintWriter(err));

  @Test
  void workThatEndsByItselfTakesTheWordsBack() {
    assertThat(Farewell.<String>around(console, "bye", () -> "done")).isEqualTo("done");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFailureOfTheWorkIsPassedOn() {
    assertThatThrownBy(
            () ->
                Farewell.around(
                    console,
                    "bye",
                    () -> {
                      throw UserError.failed("broken");
                    }))
        .hasMessage("broken");
  }
}
