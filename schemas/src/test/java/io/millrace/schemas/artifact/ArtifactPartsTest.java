package io.millrace.schemas.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import io.millrace.avro.ArtifactRef;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPartsTest {

  /** Incompressible, so that the parts are as many as they look. */
  private static final byte[] NOISE = noise(2_500_000);

  private final ArtifactParts.Packed packed = ArtifactParts.pack("model.onnx", NOISE);

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "921300,1", "921600,2", "2500000,3"})
  void fileComesBackWhateverItsSize(int size, int parts) {
    byte[] content = noise(size);

    ArtifactParts.Packed whole = ArtifactParts.pack("f", content);

    assertThat(whole.parts()).hasSize(parts);
    assertThat(whole.ref().getParts()).isEqualTo(parts);
    assertThat(whole.ref().getSize()).isEqualTo(size);
    assertThat(ArtifactParts.unpack(whole.ref(), whole.parts())).isEqualTo(content);
  }

  @Test
  void compressedFileOfExactlyOnePartHasOnePart() {
    // The frame of incompressible bytes grows with them byte for byte.
    int overhead = Zstd.compress(noise(921_000), 3).length - 921_000;

    ArtifactParts.Packed whole =
        ArtifactParts.pack("f", noise(ArtifactParts.PART_BYTES - overhead));

    assertThat(whole.parts()).hasSize(1);
    assertThat(whole.parts().get(0)).hasSize(ArtifactParts.PART_BYTES);
    assertThat(ArtifactParts.unpack(whole.ref(), whole.parts()))
        .hasSize(ArtifactParts.PART_BYTES - overhead);
  }

  @Test
  void zerosOf64MegabytesComeBack() {
    ArtifactParts.Packed whole = ArtifactParts.pack("f", new byte[64 << 20]);

    assertThat(ArtifactParts.unpack(whole.ref(), whole.parts())).hasSize(64 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 9, 1_000, 1_300_000, 2_499_999})
  void flippedBitIsNoticed(int at) {
    List<byte[]> parts = copy();
    parts.get(at / ArtifactParts.PART_BYTES)[at % ArtifactParts.PART_BYTES] ^= 0x10;

    assertDamaged(packed.ref(), parts);
  }

  @Test
  void swappedPartsAreNoticed() {
    List<byte[]> parts = copy();
    Collections.swap(parts, 1, 2);
    assertDamaged(packed.ref(), parts);

    Collections.swap(parts, 0, 1);
    assertDamaged(packed.ref(), parts);
  }

  @Test
  void missingPartIsNoticed() {
    assertDamaged(packed.ref(), copy().subList(0, 2));
    assertDamaged(packed.ref(), List.of());
    assertDamaged(ref(packed.ref().getSize(), 2), copy().subList(0, 2));
    assertDamaged(ref(0, 0), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 2_499_999, 2_500_001, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void sizeThatDiffersFromTheFramesIsNoticed(long size) {
    assertDamaged(ref(size, 3), packed.parts());
  }

  @ParameterizedTest
  @ValueSource(longs = {1_500_000_000, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void sizeThatTheFrameRepeatsAllocatesNothing(long size) {
    // More than the heap of the tests; frame header with an 8-byte content size, RFC 8878, 3.1.1.1.
    byte[] lie =
        ByteBuffer.allocate(32)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0xFD2FB528)
            .put((byte) 0xE0)
            .putLong(size)
            .array();
    assertThat(Zstd.getFrameContentSize(lie)).isEqualTo(size);

    assertDamaged(ref(size, 1), List.of(lie));
  }

  @Test
  void otherFileOfTheSameSizeIsNoticed() {
    byte[] other = NOISE.clone();
    other[0]++;

    assertDamaged(packed.ref(), ArtifactParts.pack("model.onnx", other).parts());
  }

  @Test
  void partsThatAreNoFrameAreNoticed() {
    assertDamaged(ref(9, 1), List.of("no frame!".getBytes(UTF_8)));
    assertDamaged(ref(0, 1), List.of(new byte[0]));
  }

  private List<byte[]> copy() {
    List<byte[]> parts = new ArrayList<>();
    packed.parts().forEach(part -> parts.add(part.clone()));
    return parts;
  }

  private ArtifactRef ref(long size, int parts) {
    return new ArtifactRef("model.onnx", packed.ref().getSha256(), size, parts, null);
  }

  private static void assertDamaged(ArtifactRef ref, List<byte[]> parts) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> ArtifactParts.unpack(ref, parts))
        .withMessageContaining("model.onnx")
        .satisfies(e -> assertThat(e.code()).isEqualTo("DIGEST"));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(42).nextBytes(bytes);
    return bytes;
  }
}
