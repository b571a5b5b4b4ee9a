package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCacheTest {

  private static final Path MODEL = Path.of("../models/fashion-mnist/2/model.onnx");
  private static final TensorSpec INPUT =
      new TensorSpec("image", ElementType.FP32, List.of(-1L, 1L, 28L, 28L));
  private static final TensorSpec OUTPUT =
      new TensorSpec("logits", ElementType.FP32, List.of(-1L, 10L));

  private final Path folder;
  private final OnnxSessionFactory plain = new OnnxSessionFactory(OnnxRuntime.load());

  ModelCacheTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theSecondLoadIsFromTheCacheAndScoresTheSame() throws Exception {
    float[] original = scores(plain, "digest");

    assertThat(scores(cached(), "digest")).isEqualTo(original);
    Path graph = onlyGraph();
    FileTime unused = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(graph, unused);

    assertThat(scores(cached(), "digest")).isEqualTo(original);
    assertThat(Files.getLastModifiedTime(graph)).as("it was used").isGreaterThan(unused);
    assertThat(files()).hasSize(1);
  }

  @Test
  void anotherDigestIsAnotherGraph() throws Exception {
    scores(cached(), "one");
    scores(cached(), "two");

    assertThat(files()).hasSize(2);
  }

  /** Where the damage is: in the mark, the checksum, the graph; -1: the end is missing. */
  @ParameterizedTest
  @ValueSource(ints = {0, 9, 20, 4000, -1})
  void aDamagedGraphIsReplacedByTheOriginal(int at) throws Exception {
    float[] original = scores(cached(), "digest");
    Path graph = onlyGraph();
    byte[] whole = Files.readAllBytes(graph);
    byte[] damaged = at < 0 ? Arrays.copyOf(whole, whole.length / 2) : whole.clone();
    if (at >= 0) {
      damaged[at] ^= 4;
    }
    Files.write(graph, damaged);

    assertThat(scores(cached(), "digest")).isEqualTo(original);
    assertThat(Files.readAllBytes(onlyGraph())).as("mended").isEqualTo(whole);
  }

  @Test
  void aGraphThatTheRuntimeRefusesIsReplacedByTheOriginal() throws Exception {
    float[] original = scores(cached(), "digest");
    Path graph = onlyGraph();
    String name = String.valueOf(graph.getFileName());
    ModelCache cache = new ModelCache(folder);
    Path draft = cache.draft();
    Files.writeString(draft, "sealed as it should be, and no model");
    cache.keep(name.substring(0, name.indexOf('.')), draft);
    Files.delete(draft);

    assertThat(scores(cached(), "digest")).isEqualTo(original);
  }

  @Test
  void aModelThatIsNoneLeavesNothingBehind() throws Exception {
    OnnxSessionFactory sessions = cached();

    assertThatThrownBy(() -> open(sessions, new byte[] {1, 2, 3}, "digest").close())
        .isInstanceOf(SessionException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void aFolderThatVanishedCostsNothingButTheCache() throws Exception {
    OnnxSessionFactory sessions = cached();
    Files.delete(folder.resolve("cache"));

    assertThat(scores(sessions, "digest")).isEqualTo(scores(plain, "digest"));
  }

  @Test
  void aFolderThatCannotBeUsedIsAnError() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new ModelCache(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void whatNobodyUsedForAMonthGoesAndWhatIsNotOursStays() throws Exception {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(31)));
    for (String name : List.of("a.graph", "draft1.onnx", "letter.txt")) {
      Files.setLastModifiedTime(Files.writeString(cache.resolve(name), "x"), old);
    }
    Files.writeString(cache.resolve("b.graph"), "x");

    cached();

    assertThat(files())
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactlyInAnyOrder("b.graph", "letter.txt");
  }

  private OnnxSessionFactory cached() {
    return new OnnxSessionFactory(
        OnnxRuntime.load(), OnnxOptions.defaults().withModelCache(folder.resolve("cache")));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  private Path onlyGraph() throws IOException {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  private static InferenceSession open(OnnxSessionFactory sessions, byte[] model, String digest)
      throws SessionException {
    return sessions.open(new ModelFile(ByteBuffer.wrap(model), digest, "fp32"));
  }

  private static float[] scores(OnnxSessionFactory sessions, String digest) throws Exception {
    Random random = new Random(1);
    try (InferenceSession session = open(sessions, Files.readAllBytes(MODEL), digest);
        InferenceRun run = session.newRun(INPUT, OUTPUT, 2)) {
      for (int i = 0; i < 2 * 28 * 28; i++) {
        run.input().putFloat(i * Float.BYTES, random.nextFloat());
      }
      run.run(2);
      float[] scores = new float[20];
      run.output().asFloatBuffer().get(scores);
      return scores;
    }
  }
}
