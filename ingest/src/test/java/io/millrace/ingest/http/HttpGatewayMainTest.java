package io.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HttpGatewayMainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine main =
      HttpGatewayMain.commandLine()
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @Test
  void helpNamesEveryOption() {
    assertThat(main.execute("--help")).isZero();
    assertThat(out.toString())
        .contains("--bootstrap-servers", "--schema-registry", "--host", "--port", "--version");
  }

  @Test
  void aWrongOptionNamesARightOne() {
    assertThat(main.execute("--portt", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--portt").contains("--port\n");
  }

  @Test
  void anImpossiblePortIsAUsageError() {
    assertThat(main.execute("--port", "70000")).isEqualTo(2);
    assertThat(err.toString()).contains("--port must be 0 to 65535, not 70000");
  }

  @Test
  void anImpossibleBrokerAddressIsOneClearLine() {
    assertThat(main.execute("--bootstrap-servers", "nonsense", "--port", "0")).isEqualTo(2);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains("nonsense");
  }
}
