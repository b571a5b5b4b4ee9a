package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortBookTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("ports.json");
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void everyUseHasItsOwnPort() {
    var book = PortBook.choose(file, Map.of());
    assertThat(EnumSet.allOf(PortUse.class).stream().map(book::of))
        .doesNotHaveDuplicates()
        .allMatch(port -> port > 0);
  }

  @Test
  void nextStackOnTheDirectoryHasTheSamePorts() {
    var first = PortBook.choose(file, Map.of());
    var second = PortBook.choose(file, Map.of());
    assertThat(second.of(PortUse.KAFKA)).isEqualTo(first.of(PortUse.KAFKA));
  }

  @Test
  void rememberedPortThatIsTakenMeanwhileIsReplaced() throws IOException {
    int first = PortBook.choose(file, Map.of()).of(PortUse.KAFKA);
    try (var taken = listen(first)) {
      assertThat(PortBook.choose(file, Map.of()).of(PortUse.KAFKA))
          .isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void askedPortsThatAreTakenAreAllNamed() throws IOException {
    try (var kafka = listen(0);
        var flink = listen(0)) {
      var asked = Map.of(PortUse.KAFKA, kafka.getLocalPort(), PortUse.FLINK, flink.getLocalPort());
      assertThatThrownBy(() -> PortBook.choose(file, asked))
          .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(2))
          .hasMessageContaining("port " + kafka.getLocalPort() + " (--kafka-port)")
          .hasMessageContaining("port " + flink.getLocalPort() + " (--flink-port)");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void damagedFileCostsOnlyTheMemory() throws IOException {
    Files.writeString(file, "{");
    assertThat(PortBook.choose(file, Map.of()).of(PortUse.KAFKA)).isPositive();
  }
}
