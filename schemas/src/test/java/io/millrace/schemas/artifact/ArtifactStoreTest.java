package io.millrace.schemas.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.avro.ArtifactRef;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArtifactStoreTest {

  private final ArtifactStore store = new ArtifactStore();

  @Test
  void fileIsThereOnceEveryPartHasBeenSeen() {
    byte[] content = new byte[1_500_000];
    new Random(1).nextBytes(content);
    ArtifactParts.Packed packed = ArtifactParts.pack("model.onnx", content);
    String digest = packed.ref().getSha256();

    store.put(ArtifactParts.key(digest, 1), packed.parts().get(1));
    assertThat(store.has(packed.ref())).isFalse();
    assertMissing(packed.ref());

    store.put(ArtifactParts.key(digest, 0), packed.parts().get(0));
    assertThat(store.has(packed.ref())).isTrue();
    assertThat(store.read(packed.ref())).isEqualTo(content);
  }

  @Test
  void emptyFileIsAFileToo() {
    ArtifactParts.Packed packed = ArtifactParts.pack("labels.txt", new byte[0]);
    assertThat(store.has(packed.ref())).isFalse();

    store.put(ArtifactParts.key(packed.ref().getSha256(), 0), packed.parts().get(0));

    assertThat(store.read(packed.ref())).isEmpty();
  }

  @Test
  void tombstoneTakesAPartAway() {
    ArtifactParts.Packed packed = ArtifactParts.pack("a", "text".getBytes(UTF_8));
    String key = ArtifactParts.key(packed.ref().getSha256(), 0);
    store.put(key, packed.parts().get(0));
    store.put(key, null);

    assertThat(store.has(packed.ref())).isFalse();
    assertMissing(packed.ref());
  }

  @Test
  void referenceToAMillionPartsCostsNothing() {
    assertMissing(new ArtifactRef("a", "00", 1L, Integer.MAX_VALUE, null));
  }

  @Test
  void referenceToNoPartsIsWrongAndNotWaitedFor() {
    var nothing = new ArtifactRef("a", "00", 0L, 0, null);

    assertThat(store.has(nothing)).isTrue();
    assertCode("DIGEST", nothing);
    assertCode("DIGEST", new ArtifactRef("a", "00", 0L, -1, null));
  }

  private void assertMissing(ArtifactRef ref) {
    assertCode("MISSING", ref);
  }

  private void assertCode(String code, ArtifactRef ref) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> store.read(ref))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
