package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {

  private final Path root;

  ImageFilesTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void aDirectoryGivesItsImagesSortedAndTellsOfTheOthers() throws IOException {
    Path b = file("camera-1/b.JPG");
    Path a = file("camera-1/deep/a.png");
    Path notes = file("camera-1/notes.txt");
    file("camera-1/.hidden.png");

    ImageFiles found = ImageFiles.in(List.of(root));

    assertThat(found.images()).containsExactly(b, a);
    assertThat(found.others()).containsExactly(notes);
  }

  @Test
  void aFileThatIsNamedIsTakenWhateverItsEnding() throws IOException {
    Path odd = file("broken.bin");

    assertThat(ImageFiles.in(List.of(odd)).images()).containsExactly(odd);
  }

  @Test
  void argumentsKeepTheirOrder() throws IOException {
    Path z = file("z.png");
    Path a = file("a.png");

    assertThat(ImageFiles.in(List.of(z, a)).images()).containsExactly(z, a);
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> ImageFiles.in(List.of(root.resolve("nowhere"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void theSourceIsTheDirectoryUnlessOneIsGiven() throws IOException {
    Path image = file("camera-1/a.png");

    assertThat(ImageFiles.source(image, null)).isEqualTo("camera-1");
    assertThat(ImageFiles.source(image, "gate-7")).isEqualTo("gate-7");
    assertThat(ImageFiles.read(image, null).source()).isEqualTo("camera-1");
  }

  private Path file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    return Files.write(file, Publishers.png(8));
  }
}
