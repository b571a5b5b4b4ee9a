package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RegistrySyncMainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine main =
      RegistrySyncMain.commandLine()
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @Test
  void helpNamesEveryOption() {
    assertThat(main.execute("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--bootstrap-servers", "--schema-registry", "--state-dir", "--partitions", "--version")
        .contains("--http-port", "--http-host", "--standby-replicas");
  }

  @Test
  void aMissingStateFolderAndAWrongOptionAreUsageErrors() {
    assertThat(main.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("--state-dir");
    assertThat(main.execute("--stat-dir", "x")).isEqualTo(2);
    assertThat(main.execute("--state-dir", "x", "--partitions", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--partitions must be 1 or more");
    assertThat(main.execute("--state-dir", "x", "--http-port", "70000")).isEqualTo(2);
    assertThat(err.toString()).contains("--http-port must be 0 to 65535, not 70000");
    assertThat(main.execute("--state-dir", "x", "--standby-replicas", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--standby-replicas must be 0 or more, not -1");
  }

  @Test
  void aStateFolderThatIsAFileIsOneClearLine(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "x");

    assertThat(main.execute("--state-dir", file.toString())).isEqualTo(2);

    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains(file.toString());
  }

  @Test
  void anImpossibleBrokerAddressIsOneClearLine(@TempDir Path dir) {
    assertThat(main.execute("--state-dir", dir.toString(), "--bootstrap-servers", "nonsense"))
        .isEqualTo(2);

    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains("nonsense");
  }
}
