package io.millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.engine.model.DetectionSpec.BoxOrder;
import io.millrace.engine.model.DetectionSpec.Coordinates;
import io.millrace.engine.model.DetectionSpec.Format;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.model.OutputSpec.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSpecTest {

  @Test
  void readsEveryFieldOfAShippedModel() throws Exception {
    ModelBundle bundle = ModelBundle.read(Path.of("../models/fashion-mnist/1"));
    ModelSpec spec = bundle.spec();

    assertThat(bundle.id()).isEqualTo(new VersionId("fashion-mnist", 1));
    assertThat(bundle.digest()).matches("[0-9a-f]{64}");
    assertThat(spec.input())
        .isEqualTo(
            new InputSpec(
                "image",
                Layout.NCHW,
                28,
                28,
                Resize.STRETCH,
                Interpolation.AREA,
                ColorOrder.GREY,
                1.0 / 255,
                List.of(0.286),
                List.of(0.353),
                PixelType.FLOAT32));
    assertThat(spec.output().kind()).isEqualTo(Kind.CLASSIFICATION);
    assertThat(spec.output().activation()).isEqualTo(Activation.SOFTMAX);
    assertThat(spec.output().topK()).isEqualTo(3);
    assertThat(spec.output().labels()).hasSize(10).contains("T-shirt/top");
    assertThat(spec.maxBatch()).isEqualTo(32);
    assertThat(spec.golden().examples()).hasSize(10);
    assertThat(spec.precision().type()).isEqualTo("fp32");
  }

  @Test
  void fiveLinesAreEnough() throws Exception {
    ModelSpec spec =
        parse(
            """
            {"model": "m", "version": 1,
             "input": {"name": "x", "width": 224, "height": 224},
             "output": {"kind": "classification", "name": "y"}}
            """);

    assertThat(spec.input().color()).isEqualTo(ColorOrder.RGB);
    assertThat(spec.input().mean()).containsExactly(0.0, 0.0, 0.0);
    assertThat(spec.input().std()).containsExactly(1.0, 1.0, 1.0);
    assertThat(spec.output().topK()).isEqualTo(5);
    assertThat(spec.maxBatch()).isEqualTo(32);
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    ModelSpecException e =
        catchThrowableOfType(
            ModelSpecException.class,
            () ->
                parse(
                    """
                    {"model": "", "version": 0, "inputs": {},
                     "input": {"name": "x", "width": 0, "height": 224, "layout": "NHCW",
                       "mean": [1, 2], "std": [0], "colour": "rgb"},
                     "output": {"kind": "classification", "labels": ["a", 3], "topK": 9},
                     "golden": {"examples": [{"image": "../a.png", "label": "b"}]}}
                    """));

    assertThat(e.problems())
        .anyMatch(p -> p.equals("model is not a text"))
        .anyMatch(p -> p.startsWith("version is not a whole number"))
        .anyMatch(p -> p.equals("unknown key inputs"))
        .anyMatch(p -> p.startsWith("input.width is not"))
        .anyMatch(p -> p.equals("input.layout is 'NHCW', not one of nchw, nhwc"))
        .anyMatch(p -> p.equals("input.mean needs 1 or 3 numbers, not 2"))
        .anyMatch(p -> p.equals("input.std holds a 0"))
        .anyMatch(p -> p.equals("unknown key input.colour"))
        .anyMatch(p -> p.equals("output.name is missing"))
        .anyMatch(p -> p.equals("output.labels[1] is not a text"))
        .anyMatch(p -> p.startsWith("output.topK is not"))
        .anyMatch(p -> p.contains("unknown label 'b'"))
        .anyMatch(p -> p.contains("not below the model's directory"));
  }

  @Test
  void aDetectorsOutputHasItsDefaults() throws Exception {
    OutputSpec yolo = output("{'kind': 'detection', 'format': 'yolov8', 'name': 'output0'}");
    OutputSpec ssd =
        output(
            "{'kind': 'detection', 'format': 'ssd', 'boxes': 'b', 'scores': 's',"
                + " 'boxOrder': 'yxyx', 'coordinates': 'pixels', 'scoreThreshold': 0.5,"
                + " 'iouThreshold': 0.6, 'maxDetections': 7, 'background': 0}");

    assertThat(yolo.names()).containsExactly("output0");
    assertThat(yolo.detection())
        .isEqualTo(
            new DetectionSpec(
                Format.YOLOV8,
                BoxOrder.CXCYWH,
                Coordinates.PIXELS,
                0.25,
                0.45,
                100,
                DetectionSpec.NO_BACKGROUND));
    assertThat(ssd.names()).containsExactly("b", "s");
    assertThat(ssd.detection())
        .isEqualTo(
            new DetectionSpec(Format.SSD, BoxOrder.YXYX, Coordinates.PIXELS, 0.5, 0.6, 7, 0));
  }

  @Test
  void rawTensorsAreOneOrSomeOrAll() throws Exception {
    assertThat(output("{'kind': 'tensors', 'name': 'a'}").names()).containsExactly("a");
    assertThat(output("{'kind': 'tensors', 'names': ['a', 'b']}").names())
        .containsExactly("a", "b");
    assertThat(output("{'kind': 'tensors'}").names()).isEmpty();
  }

  @Test
  void whatBelongsToAnotherKindIsAProblem() {
    assertThatThrownBy(
            () -> output("{'kind': 'embedding', 'name': 'y', 'activation': 'softmax', 'topK': 1}"))
        .hasMessageContaining("softmax belongs to kind classification")
        .hasMessageContaining("unknown key output.topK");
    assertThatThrownBy(
            () ->
                output(
                    "{'kind': 'detection', 'format': 'yolov5', 'name': 'y', 'background': 0,"
                        + " 'iouThreshold': 1.5, 'activation': 'l2'}"))
        .hasMessageContaining("unknown key output.background")
        .hasMessageContaining("output.iouThreshold is not between 0 and 1")
        .hasMessageContaining("l2 belongs to kind embedding");
    assertThatThrownBy(() -> output("{'kind': 'detection', 'name': 'y'}"))
        .hasMessageContaining("output.format is missing");
  }

  private static OutputSpec output(String json) throws ModelSpecException {
    return parse(
            """
            {"model": "m", "version": 1, "input": {"name": "x", "width": 8, "height": 8},
             "output": %s}
            """
                .formatted(json.replace('\'', '"')))
        .output();
  }

  @Test
  void aModelThatNormalisesItselfGetsBytesAsTheyAre() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    {"model": "m", "version": 1,
                     "input": {"name": "x", "width": 8, "height": 8, "type": "uint8", "scale": 2},
                     "output": {"kind": "tensors", "name": "y"}}
                    """))
        .hasMessageContaining("uint8 passes pixels as they are");
  }

  @Test
  void whatIsNoJsonObjectIsOneProblem() {
    assertThatThrownBy(() -> parse("{")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> parse("[1]")).hasMessageContaining("the file is not an object");
    assertThatThrownBy(() -> parse("")).isInstanceOf(ModelSpecException.class);
  }

  private static ModelSpec parse(String json) throws ModelSpecException {
    return ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
