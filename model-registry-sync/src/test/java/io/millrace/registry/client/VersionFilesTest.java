package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionFilesTest {

  private final Path dir;

  VersionFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void everyFileBelongsToTheVersionButHiddenOnesAndTheSignature() throws IOException {
    Versions.write(dir, "garments", 3);
    write("golden/a.png", "a");
    write(".DS_Store", "x");
    write("golden/.swp", "x");
    write("model.sig", "x");

    VersionFiles version = VersionFiles.in(dir);

    assertThat(version.model()).isEqualTo("garments");
    assertThat(version.version()).isEqualTo(3);
    assertThat(version.files().keySet())
        .containsExactly("golden/a.png", "model.json", "model.onnx");
  }

  @Test
  void aFileWithAModelJsonBesideItIsAVersionOfTheTwo() throws IOException {
    Versions.write(dir, "garments", 3);
    write("other.txt", "x");
    Path file = Files.move(dir.resolve("model.onnx"), dir.resolve("net.onnx"));

    assertThat(VersionFiles.in(file).files()).containsOnlyKeys("model.json", "model.onnx");
    Files.delete(dir.resolve("model.json"));
    assertThatThrownBy(() -> VersionFiles.in(file))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining("no model.json beside");
  }

  @Test
  void aDirectoryWithoutModelOrManifestIsNone() throws IOException {
    assertInvalid("model.onnx");
    Files.write(dir.resolve("model.onnx"), Versions.onnx("image", 1));
    assertInvalid("model.json");
    assertThatThrownBy(() -> VersionFiles.in(dir.resolve("nowhere")))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void aFileThatAHostWouldRefuseIsRefusedHere() throws IOException {
    Versions.write(dir, "garments", 3);
    write("model.onnx", "net");

    assertInvalid("MODEL_CORRUPT");
  }

  @Test
  void aGoldenExampleThatIsNotThereIsNamed() throws IOException {
    Versions.write(dir, "garments", 3);
    write("model.json", GOLDEN);

    assertInvalid("golden.examples names golden/a.png");
    write("golden/a.png", "a");
    assertThat(VersionFiles.in(dir).files()).containsKey("golden/a.png");
  }

  private static final String GOLDEN =
      """
      {"model": "garments", "version": 3,
       "input": {"name": "image", "width": 4, "height": 4},
       "output": {"kind": "classification", "name": "y"},
       "golden": {"examples": [{"image": "golden/a.png", "label": "0", "score": 1}]}}
      """;

  @ParameterizedTest
  @CsvSource({
    "garments, ../up, is no name",
    "'\"version\": 3', '\"version\": 0', version is not a whole number",
    "'\"version\": 3', '\"version\": 1.5', version is not a whole number",
    "'\"width\": 4', '\"width\": \"4\"', input.width is not a whole number",
    "'\"height\": 4', '\"tall\": 4', input.height is missing",
    "tensors, tensor, output.kind is 'tensor'",
    "{, '', not JSON"
  })
  void aFieldThatIsWrongIsNamed(String word, String other, String reason) throws IOException {
    Versions.write(dir, "garments", 3);
    write("model.json", Versions.json("garments", 3).replace(word, other));

    assertInvalid(reason);
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
