package io.millrace.cli.bench.net;

import static org.assertj.core.api.Assertions.assertThat;

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

  private double millions(Net net) throws Exception {
    return Files.size(net.build(folder).modelFile()) / 4e6;
  }
}
