package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {
  @TempDir private Path folder;

  private static StackEndpoints endpoints(@Nullable String gateway, long pid) {
    return new StackEndpoints(
        "h:1", "http://h:2", "http://h:3", gateway, pid, Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void otherShellsReadWhatWasAnnounced() throws IOException {
    for (var gateway : new String[] {null, "http://h:4"}) {
      var announced = endpoints(gateway, ProcessHandle.current().pid());
      StackFile.write(StackFile.in(folder), announced);
      assertThat(StackFile.find(folder)).isEqualTo(announced);
    }
  }

  @Test
  void withoutAStackTheWayToOneIsNamed() {
    assertThatThrownBy(() -> StackFile.find(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("millrace up --data-dir " + folder);
  }

  @Test
  void stackThatWasKilledIsNotOffered() throws Exception {
    var ended = new ProcessBuilder("true").start();
    ended.waitFor();
    StackFile.write(StackFile.in(folder), endpoints(null, ended.pid()));
    assertThatThrownBy(() -> StackFile.find(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has died");
  }

  @Test
  void damagedFileIsNamed() throws IOException {
    Path file = Files.writeString(StackFile.in(folder), "{\"pid\": 1}");
    assertThatThrownBy(() -> StackFile.find(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }
}
