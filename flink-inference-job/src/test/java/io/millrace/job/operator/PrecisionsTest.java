package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.avro.Classification;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.engine.model.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real models whose input is half precision or bytes, from image event to prediction. */
@Timeout(60)
class PrecisionsTest {

  private static final Path MODELS = Path.of("..", "engine", "src", "test", "resources", "models");
  private static final int IMAGES = 6;

  private final Path folder;
  private OperatorBench bench;

  PrecisionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() throws Exception {
    bench = new OperatorBench().open();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @Test
  void aModelWithHalfPrecisionInSaysWhatItSaysInFull() throws Exception {
    bench.serving.load(2);
    processAll();
    bench.serving.load(
        bundle(
            "fashion-mnist-fp16",
            """
            {"model": "fashion-mnist", "version": 16,
             "input": {"name": "image", "width": 28, "height": 28, "color": "grey",
               "mean": [0.286], "std": [0.353], "type": "float16"},
             "output": {"kind": "classification", "name": "logits", "activation": "softmax",
               "topK": 3},
             "precision": {"type": "fp16"}}
            """));
    processAll();

    List<Prediction> all = bench.predictions();
    assertThat(all).hasSize(2 * IMAGES);
    for (int n = 0; n < IMAGES; n++) {
      Prediction half = all.get(IMAGES + n);
      LabelScore best = best(half);
      assertThat(half.getVersion()).isEqualTo(16);
      assertThat(half.getPrecision()).isEqualTo("fp16");
      assertThat(best.getIndex()).isEqualTo(best(all.get(n)).getIndex());
      assertThat(best.getScore()).isCloseTo(best(all.get(n)).getScore(), within(0.02f));
    }
  }

  @Test
  void aModelWithBytesInAnswersInEveryType() throws Exception {
    bench.serving.load(
        bundle(
            "types",
            """
            {"model": "fashion-mnist", "version": 8,
             "input": {"name": "image", "width": 4, "height": 4, "color": "grey",
               "type": "uint8"},
             "output": {"kind": "tensors"}}
            """));
    processAll();

    assertThat(bench.predictions()).hasSize(IMAGES);
    Tensors result = (Tensors) bench.predictions().get(0).getResult();
    assertThat(result.getTensors())
        .extracting(Tensor::getDatatype)
        .contains("FP32", "FP16", "UINT8", "INT64", "BOOL");
  }

  private void processAll() throws Exception {
    for (int n = 0; n < IMAGES; n++) {
      bench.process(bench.image(n));
    }
    bench.harness.prepareSnapshotPreBarrier(1);
  }

  private ModelBundle bundle(String file, String spec) throws Exception {
    Files.copy(MODELS.resolve(file + ".onnx"), folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("model.json"), spec);
    return ModelBundle.read(folder);
  }

  private static LabelScore best(Prediction prediction) {
    return ((Classification) prediction.getResult()).getLabels().get(0);
  }
}
