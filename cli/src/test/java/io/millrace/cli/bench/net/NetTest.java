package io.millrace.cli.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.Signature;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetTest {

  private static final OnnxSessionFactory SESSIONS = new OnnxSessionFactory(OnnxRuntime.load());

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyNetLoadsRunsAndScoresStayInReasonableBounds(Net net) throws Exception {
    ModelBundle bundle = net.build(folder);
    byte[] model = Files.readAllBytes(bundle.modelFile());

    try (InferenceSession session =
        SESSIONS.open(new ModelFile(ByteBuffer.wrap(model), bundle.digest(), "fp32"))) {
      Signature signature = session.signature();
      long side = net.side();
      assertThat(signature.inputs().get(0).shape())
          .isEqualTo(List.of(-1L, (long) net.channels(), side, side));
      assertThat(signature.outputs().get(0).shape()).isEqualTo(List.of(-1L, (long) net.classes()));
      try (InferenceRun run =
          session.newRun(signature.inputs().get(0), signature.outputs().get(0), 2)) {
        FloatBuffer pixels = run.input().asFloatBuffer();
        Random random = new Random(1);
        while (pixels.hasRemaining()) {
          pixels.put((float) random.nextGaussian());
        }
        run.run(2);
        FloatBuffer scores = run.output().asFloatBuffer();
        double largest =
            IntStream.range(0, scores.capacity())
                .mapToDouble(i -> Math.abs(scores.get(i)))
                .reduce(0, Math::max);
        assertThat(largest).isBetween(1e-3, 1e3);
      }
    }
  }

  @Test
  void netsHaveTheWeightsOfThoseThatTheyAreShapedLike() throws Exception {
    assertThat(millions(Net.MOBILENETV2)).isBetween(3.4, 3.6);
    assertThat(millions(Net.SQUEEZENET)).isBetween(1.2, 1.3);
    assertThat(millions(Net.RESNET50)).isBetween(25.4, 25.7);
  }

  @Test
  void theSameNetIsWrittenEveryTime() throws Exception {
    assertThat(Net.CNN28.build(folder.resolve("a")).digest())
        .isEqualTo(Net.CNN28.build(folder.resolve("b")).digest());
  }

  @Test
  void aHeavyVersionWeighsAHundredMegabytesMoreAndPutsTheClassesInTheSameOrder() throws Exception {
    ModelBundle plain = Net.CNN28.build(folder);
    ModelBundle heavy = Net.CNN28.build(folder, 2, Twist.HEAVY);

    assertThat(Files.size(heavy.modelFile()) - Files.size(plain.modelFile()))
        .isBetween(99_000_000L, 101_000_000L);
    assertThat(heavy.id().version()).isEqualTo(2);
    float[] before = scores(plain, 0.5f);
    float[] after = scores(heavy, 0.5f);
    for (int i = 1; i < before.length; i++) {
      assertThat(after[i] - after[0]).isCloseTo(before[i] - before[0], within(1e-3f));
    }
  }

  @Test
  void aVersionPutsOutNanForAnImageWithoutADarkPixelAlone() throws Exception {
    ModelBundle bundle = Net.CNN28.build(folder, 2, Twist.NAN_ON_LIGHT);

    assertThat(scores(bundle, 0)[0]).isFinite();
    assertThat(scores(bundle, 0.3f)[0]).isNaN();
  }

  @Test
  void aSlowVersionHasTheWeightsOfThreeNets() throws Exception {
    long one = Files.size(Net.CNN28.build(folder).modelFile());

    assertThat(Files.size(Net.CNN28.build(folder, 2, Twist.SLOW).modelFile()))
        .isBetween(29 * one / 10, 31 * one / 10);
  }

  @Test
  void aPermutedVersionCallsEveryClassByTheNameOfAnother() throws Exception {
    ModelBundle bundle = Net.CNN28.build(folder, 2, Twist.PERMUTED);

    assertThat(bundle.digest()).isEqualTo(Net.CNN28.build(folder).digest());
    assertThat(Files.readString(bundle.directory().resolve("model.json")))
        .contains("\"labels\": [\"1\", \"2\"", "\"9\", \"0\"]");
  }

  /** Scores of an image of one value throughout. */
  private static float[] scores(ModelBundle bundle, float pixel) throws Exception {
    byte[] model = Files.readAllBytes(bundle.modelFile());
    try (InferenceSession session =
        SESSIONS.open(new ModelFile(ByteBuffer.wrap(model), bundle.digest(), "fp32"))) {
      Signature signature = session.signature();
      try (InferenceRun run =
          session.newRun(signature.inputs().get(0), signature.outputs().get(0), 1)) {
        FloatBuffer pixels = run.input().asFloatBuffer();
        while (pixels.hasRemaining()) {
          pixels.put(pixel);
        }
        run.run(1);
        float[] scores = new float[10];
        run.output().asFloatBuffer().get(scores);
        return scores;
      }
    }
  }

  private double millions(Net net) throws Exception {
    return Files.size(net.build(folder).modelFile()) / 4e6;
  }
}
