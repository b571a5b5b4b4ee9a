package io.millrace.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ErrorReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WrongOptionsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int models(String... arguments) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true));
    var command = ModelsCommand.commandLine(console);
    command.setOut(console.out()).setErr(console.err());
    new ErrorReport(console).attachTo(command);
    return command.execute(arguments);
  }

  @Test
  void nothingIsAskedWhereAPlanCannotBe() {
    assertThat(models("rollout", "garments", "7", "--guard", "nan-rate:1%")).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .isEqualTo("millrace: --guard: only for a trial; add --canary or --shadow.");
  }

  @Test
  void everyWrongValueIsNamedAtOnce() {
    int code =
        models("rollout", "garments", "7", "--canary", "1000%", "--every", "soon", "--sticky", "x");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("--canary", "'1000%'"),
            line -> assertThat(line).contains("--every", "'soon'"),
            line -> assertThat(line).contains("--sticky", "image or source"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollout", "promote", "rollback", "retire"})
  void verbsThatChangeSomethingShareTheirOptions(String verb) {
    var models = ModelsCommand.commandLine(new Console(new PrintWriter(out), new PrintWriter(err)));
    CommandLine command = Objects.requireNonNull(models.getSubcommands().get(verb));
    assertThat(command.getUsageMessage())
        .contains(
            "--reason", "--by", "--expected-sequence", "--no-wait", "--timeout", "--json", "10m");
  }
}
