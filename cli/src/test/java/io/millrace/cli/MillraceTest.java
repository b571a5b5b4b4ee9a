package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.terminal.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... arguments) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true));
    return Millrace.commandLine(console).execute(arguments);
  }

  @Test
  void helpListsTheVerbsAndEveryVerbHasHelp() {
    assertThat(run("--help")).isZero();
    assertThat(run("up", "--help")).isZero();
    assertThat(out.toString()).contains("Verbs:", "--data-dir", "--kafka-port", "--verbose");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noVerbShowsTheHelp() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Verbs:");
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("millrace \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void wrongVerbNamesTheNearestRightOne() {
    assertThat(run("upp")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "millrace: unknown verb upp. Did you mean up? See millrace --help.");
  }

  @Test
  void everyWrongOptionIsNamedWithTheNearestRightOne() {
    assertThat(run("up", "--dta-dir", "x", "--flnk-port=3", "--kafka-port", "many")).isEqualTo(2);
    assertThat(err.toString().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("--dta-dir", "Did you mean --data-dir?"),
            line -> assertThat(line).contains("--flnk-port", "Did you mean --flink-port?"),
            line -> assertThat(line).contains("--kafka-port", "many"));
  }

  @Test
  void impossiblePortsAreAllNamedAtOnce() {
    assertThat(run("up", "--kafka-port", "70000", "--flink-port", "-1")).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .satisfies(
            line -> assertThat(line).contains("--kafka-port", "70000", "--flink-port", "-1"));
  }

  @Test
  void busyPortIsOneLineWithThePortAndTheOption() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("up", "--data-dir", folder.toString(), "--registry-port", port)).isEqualTo(2);
      assertThat(err.toString().lines())
          .singleElement()
          .satisfies(line -> assertThat(line).contains("port " + port, "--registry-port"));
    }
  }

  @Test
  void dataDirectoryThatIsAFileIsOneLineAndIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    assertThat(run("up", "--data-dir", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains(file.toString(), "--data-dir"));
    assertThat(file).hasContent("precious");
  }

  @Test
  void stackTraceIsShownOnlyWhenAskedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    run("up", "--data-dir", file.toString());
    assertThat(err.toString()).doesNotContain("\tat ");
    run("up", "--verbose", "--data-dir", file.toString());
    assertThat(err.toString()).contains("\tat ", "FileAlreadyExistsException");
  }
}
