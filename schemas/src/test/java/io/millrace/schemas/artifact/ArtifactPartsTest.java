package io.millrace.schemas.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.millrace.avro.ArtifactRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file goes to the topic and comes back, or it is said why not. */
class ArtifactPartsTest {

  private static final int PIECE = ArtifactParts.PIECE_BYTES;

  private final MemoryLog log = new MemoryLog();
  private final Path folder;

  ArtifactPartsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "917504,1", "917505,2", "2500000,3"})
  void fileComesBackWhateverItsSize(int size, int parts) throws Exception {
    ArtifactRef ref = publish(noise(size));

    assertThat(ref.getParts()).isEqualTo(parts);
    assertThat(ref.getSize()).isEqualTo(size);
    assertThat(restore(ref)).isEqualTo(noise(size));
    assertThat(sent()).allMatch(part -> part.value().length <= ArtifactParts.PART_BYTES);
  }

  @Test
  void zerosOf64MegabytesComeBackAndTakeLittle() throws Exception {
    ArtifactRef ref = publish(new byte[64 << 20]);

    assertThat(restore(ref)).hasSize(64 << 20);
    assertThat(sent().stream().mapToInt(part -> part.value().length).sum()).isLessThan(100_000);
  }

  @Test
  void whatIsThereIsNotSentAgain() throws Exception {
    byte[] content = noise(3 * PIECE);
    publish(content);
    int before = sent().size();

    assertThat(write(content)).isZero();
    assertThat(sent()).hasSize(before);
  }

  @Test
  void anUploadThatBrokeOffGoesOnWithWhatIsMissing() throws Exception {
    byte[] content = noise(3 * PIECE);
    String digest = ArtifactParts.sha256(content);
    log.add(
        ArtifactParts.key(digest, 1),
        Zstd.compress(Arrays.copyOfRange(content, PIECE, 2 * PIECE), 19));

    assertThat(write(content)).isEqualTo(2);
    assertThat(sent())
        .extracting(part -> new String(part.key(), UTF_8))
        .containsExactly(digest + "/0", digest + "/2");
    assertThat(restore(ref(content))).isEqualTo(content);
  }

  @Test
  void aDamagedPartIsReplaced() throws Exception {
    byte[] content = noise(2 * PIECE);
    log.add(ArtifactParts.key(ArtifactParts.sha256(content), 0), "damaged".getBytes(UTF_8));

    assertThat(write(content)).isEqualTo(2);
    assertThat(restore(ref(content))).isEqualTo(content);
  }

  @Test
  void theNewestRecordOfAPartCounts() throws Exception {
    ArtifactRef ref = publish(noise(2 * PIECE));
    log.end();
    log.add(ArtifactParts.key(ref.getSha256(), 1), null);

    assertCode("MISSING", ref);
    assertThat(write(noise(2 * PIECE))).isEqualTo(1);
    assertThat(restore(ref)).isEqualTo(noise(2 * PIECE));
  }

  @Test
  void aReaderOfTheLastVersionDoesNotReadAllOfThem() throws Exception {
    for (int other = 0; other < 5000; other++) {
      log.add("0".repeat(64) + "/" + other, new byte[10]);
    }
    ArtifactRef ref = publish(noise(10));
    log.read = 0;

    restore(ref);

    assertThat(log.read).isLessThanOrEqualTo(8);
    assertThat(restore(oldest())).hasSize(3);
  }

  private ArtifactRef oldest() {
    byte[] content = {1, 2, 3};
    String digest = ArtifactParts.sha256(content);
    log.add(ArtifactParts.key(digest, 0), Zstd.compress(content));
    for (int other = 0; other < 1000; other++) {
      log.add("1".repeat(64) + "/" + other, new byte[10]);
    }
    return new ArtifactRef("old", digest, 3L, 1, null);
  }

  @Test
  void filesOfEqualContentAreStoredOnceAndComeBackTwice() throws Exception {
    byte[] content = noise(PIECE + 1);
    Path file = file(content);
    ArtifactRef one = ArtifactParts.describe("one", file);
    ArtifactRef two = ArtifactParts.describe("two", file);

    int parts =
        new ArtifactWriter(log.producer(), log).write(Map.of(one, file, two, file), (r, d) -> {});
    new ArtifactReader(log).restore(Map.of(one, folder.resolve("1"), two, folder.resolve("2")));

    assertThat(parts).isEqualTo(2);
    assertThat(folder.resolve("1")).hasBinaryContent(content);
    assertThat(folder.resolve("2")).hasBinaryContent(content);
  }

  @Test
  void aFileThatChangesWhileItIsUploadedIsNoticed() throws Exception {
    Path file = file(noise(2 * PIECE));
    ArtifactRef before = ArtifactParts.describe("model.onnx", file);
    Files.write(file, noise(2 * PIECE - 1));

    assertThatThrownBy(
            () ->
                new ArtifactWriter(log.producer(), log)
                    .write(Map.of(before, file), (r, done) -> {}))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("changed while");
  }

  @Test
  void progressIsTold() throws Exception {
    List<Long> told = new ArrayList<>();
    Path file = file(noise(PIECE + 1));
    ArtifactRef ref = ArtifactParts.describe("model.onnx", file);

    new ArtifactWriter(log.producer(), log).write(Map.of(ref, file), (r, done) -> told.add(done));

    assertThat(told).containsExactly((long) PIECE, PIECE + 1L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2_499_999, 2_500_001, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
  void aSizeThatIsNotTheFilesIsNoticedAndAllocatesNothing(long size) throws Exception {
    ArtifactRef ref = publish(noise(2_500_000));

    assertCode("DIGEST", new ArtifactRef("model.onnx", ref.getSha256(), size, 3, null));
  }

  @Test
  void aPartThatHoldsMoreThanItMayIsNotUnpacked() {
    byte[] bomb = Zstd.compress(new byte[64 << 20]);
    log.add("a".repeat(64) + "/0", bomb);

    assertCode("DIGEST", new ArtifactRef("model.onnx", "a".repeat(64), 10L, 1, null));
  }

  @Test
  void swappedPartsAreNoticed() throws Exception {
    byte[] content = noise(2 * PIECE);
    String digest = ArtifactParts.sha256(content);
    log.add(digest + "/0", Zstd.compress(Arrays.copyOfRange(content, PIECE, 2 * PIECE)));
    log.add(digest + "/1", Zstd.compress(Arrays.copyOfRange(content, 0, PIECE)));

    assertCode("DIGEST", ref(content));
  }

  private ArtifactRef publish(byte[] content) throws Exception {
    write(content);
    return ref(content);
  }

  private int write(byte[] content) throws Exception {
    Path file = file(content);
    ArtifactRef ref = ArtifactParts.describe("model.onnx", file);
    return new ArtifactWriter(log.producer(), log).write(Map.of(ref, file), (r, done) -> {});
  }

  private ArtifactRef ref(byte[] content) throws IOException {
    return ArtifactParts.describe("model.onnx", file(content));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  private byte[] restore(ArtifactRef ref) throws IOException {
    Path back = folder.resolve("back");
    new ArtifactReader(log).restore(Map.of(ref, back));
    return Files.readAllBytes(back);
  }

  private List<ProducerRecord<byte[], byte[]>> sent() {
    return log.producer().history();
  }

  private void assertCode(String code, ArtifactRef ref) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> restore(ref))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(42).nextBytes(bytes);
    return bytes;
  }
}
