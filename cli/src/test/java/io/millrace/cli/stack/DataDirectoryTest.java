package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path folder;

  @Test
  void missingFoldersAreCreated() {
    Path root = folder.resolve("a/b");
    try (var directory = DataDirectory.open(root)) {
      assertThat(directory.logFile().getParent()).isDirectory();
    }
  }

  @Test
  void secondOpenIsRefusedAndSaysWhoHoldsIt() {
    try (var first = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> DataDirectory.open(first.root()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid())
          .hasMessageContaining("up since 20");
    }
    try (var again = DataDirectory.open(folder)) {
      assertThat(again.root()).isEqualTo(folder);
    }
  }

  @Test
  void refusalLeavesTheRunningStackFindable() throws IOException {
    try (var running = DataDirectory.open(folder)) {
      Files.writeString(running.stackFile(), "{}");
      assertThatThrownBy(() -> DataDirectory.open(folder)).isInstanceOf(UserError.class);
      assertThat(running.stackFile()).exists();
    }
  }

  @Test
  void endpointsOfAKilledStackAreForgotten() throws IOException {
    Files.writeString(StackFile.in(folder), "{}");
    try (var directory = DataDirectory.open(folder)) {
      assertThat(directory.stackFile()).doesNotExist();
    }
  }

  @Test
  void tooLittleRoomIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path root = folder.resolve("full");
    assertThatThrownBy(() -> DataDirectory.open(root, Long.MAX_VALUE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("MiB free")
        .hasMessageContaining("--data-dir");
    try (var content = Files.list(root)) {
      assertThat(content).isEmpty();
    }
  }

  @Test
  void folderThatNobodyMayWriteIsRefused() {
    // Not even root can make folders here, so this holds in a container too.
    assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/millrace")))
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(2))
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("--data-dir");
  }
}
