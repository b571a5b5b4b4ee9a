package io.millrace.registry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactRefsTest {

  private static final ArtifactRef NET = file("model.onnx", "a", 2);
  private static final ArtifactRef LABELS = file("labels.txt", "b", 1);

  @Test
  void partsOfARetiredVersionAreGivenUp() {
    ModelState before = state("m", version(1, NET, LABELS), version(2, file("model.onnx", "c", 1)));
    ModelState after = state("m", version(1), version(2, file("model.onnx", "c", 1)));

    assertThat(ArtifactRefs.unreferenced(before, after, List.of(before)))
        .containsExactly(key("a", 0), key("a", 1), key("b", 0));
  }

  @Test
  void whatAnotherVersionOrModelRefersToStays() {
    ModelState before = state("m", version(1, NET, LABELS), version(2, NET));
    ModelState after = state("m", version(1), version(2, NET));
    ModelState other = state("other", version(7, file("words.txt", "b", 1)));

    assertThat(ArtifactRefs.unreferenced(before, after, List.of(before, other))).isEmpty();
    assertThat(ArtifactRefs.unreferenced(before, after, List.of(before)))
        .containsExactly(key("b", 0));
  }

  @Test
  void aFileAtALocationHasNoPartsAndTwoNamesOfAFileAreOne() {
    ArtifactRef elsewhere =
        new ArtifactRef("model.onnx", "d".repeat(64), 9L, 0, "https://example.com/m");
    ModelState before = state("m", version(1, elsewhere, LABELS, file("again.txt", "b", 1)));

    assertThat(ArtifactRefs.unreferenced(before, state("m", version(1)), List.of(before)))
        .containsExactly(key("b", 0));
    assertThat(ArtifactRefs.unreferenced(null, before, List.of())).isEmpty();
  }

  private static String key(String digit, int part) {
    return digit.repeat(64) + "/" + part;
  }

  private static ArtifactRef file(String path, String digit, int parts) {
    return new ArtifactRef(path, digit.repeat(64), 1L, parts, null);
  }

  private static VersionState version(long number, ArtifactRef... files) {
    return new VersionState(
        number,
        "a".repeat(64),
        files.length == 0 ? VersionStatus.RETIRED : VersionStatus.PUBLISHED,
        null,
        Instant.EPOCH,
        "test",
        "",
        Arrays.asList(files),
        null);
  }

  private static ModelState state(String model, VersionState... versions) {
    return new ModelState(
        model, 1L, Instant.EPOCH, null, null, null, null, null, Arrays.asList(versions));
  }
}
