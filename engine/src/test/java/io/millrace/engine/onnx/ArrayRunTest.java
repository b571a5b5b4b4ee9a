package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.session.InferenceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayRunTest {

  @TempDir Path folder;

  @Test
  void scoresAreThoseOfTheModel() throws Exception {
    Path model = Files.write(folder.resolve("model.onnx"), OnnxModels.sum().toBytes());
    float[][][][] image = new float[1][1][4][4];
    for (float[] row : image[0][0]) {
      Arrays.fill(row, 2.5f);
    }
    try (ArrayRun run = ArrayRun.open(OnnxRuntime.load(), model)) {
      float[][] scores = run.run(image);

      assertThat(scores).hasDimensions(1, 2);
      assertThat(scores[0][0]).isEqualTo(16 * 2.5f);
    }
  }

  @Test
  void whatIsNoModelIsToldAsAFailedRun() throws Exception {
    Path model = Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> ArrayRun.open(OnnxRuntime.load(), model))
        .isInstanceOf(InferenceException.class);
  }
}
