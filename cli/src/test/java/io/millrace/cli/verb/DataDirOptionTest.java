package io.millrace.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DataDirOptionTest {
  @Test
  void optionBeatsVariableBeatsProject() {
    assertThat(DataDirOption.resolve(Path.of("/a"), "/b", "/home")).isEqualTo(Path.of("/a"));
    assertThat(DataDirOption.resolve(null, "/b", "/home")).isEqualTo(Path.of("/b"));
    assertThat(DataDirOption.resolve(null, " ", "/home")).isEqualTo(Path.of("/home/data"));
    assertThat(DataDirOption.resolve(null, null, "/home")).isEqualTo(Path.of("/home/data"));
  }
}
