package io.millrace.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirOptionTest {
  @Test
  void optionBeatsVariableBeatsProject() {
    assertThat(DataDirOption.resolve(Path.of("/a"), "/b", "/home")).isEqualTo(Path.of("/a"));
    assertThat(DataDirOption.resolve(null, "/b", "/home")).isEqualTo(Path.of("/b"));
    assertThat(DataDirOption.resolve(null, " ", "/home")).isEqualTo(Path.of("/home/data"));
    assertThat(DataDirOption.resolve(null, null, "/home")).isEqualTo(Path.of("/home/data"));
  }

  @Test
  void runningDemoIsFoundWhereNoFolderWasChosen(@TempDir Path home) throws IOException {
    Path data = home.resolve("data");
    Path demo = Files.createDirectories(home.resolve("demo"));
    assertThat(DataDirOption.running(data, false, demo)).isEqualTo(data);

    Files.createFile(demo.resolve("stack.json"));
    assertThat(DataDirOption.running(data, false, demo)).isEqualTo(demo);
    assertThat(DataDirOption.running(data, true, demo)).isEqualTo(data);
  }
}
