package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionFilesTest {

  private final Path dir;

  VersionFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void everyFileBelongsToTheVersionButHiddenOnes() throws IOException {
    write("model.onnx", "net");
    write("model.json", "{\"model\": \"garments\", \"version\": 3}");
    write("golden/a.png", "a");
    write(".DS_Store", "x");
    write("golden/.swp", "x");

    VersionFiles version = VersionFiles.in(dir);

    assertThat(version.model()).isEqualTo("garments");
    assertThat(version.version()).isEqualTo(3);
    assertThat(version.files().stream().map(version::pathOf))
        .containsExactly("golden/a.png", "model.json", "model.onnx");
  }

  @Test
  void aDirectoryWithoutModelOrManifestIsNone() throws IOException {
    assertInvalid("model.onnx");
    write("model.onnx", "net");
    assertInvalid("model.json");
    assertThatThrownBy(() -> VersionFiles.in(dir.resolve("nowhere")))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining("nowhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "{\"model\": \"garments\"}",
        "{\"model\": \"../up\", \"version\": 1}",
        "{\"model\": \"garments\", \"version\": 0}",
        "{\"model\": \"garments\", \"version\": 1.5}"
      })
  void aManifestThatNamesNoVersionIsNone(String manifest) throws IOException {
    write("model.onnx", "net");
    write("model.json", manifest);

    assertInvalid("model.json");
  }

  private void assertInvalid(String culprit) {
    assertThatThrownBy(() -> VersionFiles.in(dir))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining(culprit);
  }

  private void write(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
