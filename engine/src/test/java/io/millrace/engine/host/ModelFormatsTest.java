package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.engine.session.Float16;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Half precision, 8 bits, outputs of every type and detectors, from encoded image to result,
 * against what ONNX Runtime for Python and NumPy computed: {@code src/test/models/make.py}.
 */
class ModelFormatsTest {

  private static final Path MODELS = Path.of("src/test/resources/models");
  private static final Path GOLDEN = Path.of("../models/fashion-mnist/2/golden");
  private static final String DETECTOR_INPUT =
      "\"input\": {\"name\": \"image\", \"width\": 64, \"height\": 64}";

  private final Path folder;

  ModelFormatsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"fashion-mnist-fp16, float16, fp16, 0.03", "fashion-mnist-int8, float32, int8, 0.02"})
  void aModelOfLowPrecisionScoresAsInPython(
      String name, String inputType, String precision, float tolerance) throws Exception {
    String json =
        """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 28, "height": 28, "color": "grey",
           "mean": [0.286], "std": [0.353], "type": "%s"},
         "output": {"kind": "classification", "name": "logits", "topK": 10},
         "precision": {"type": "%s"}}
        """
            .formatted(inputType, precision);
    JsonNode golden = answer(name);
    List<String> files = new ArrayList<>();
    golden.fieldNames().forEachRemaining(files::add);
    List<byte[]> images = new ArrayList<>();
    for (String file : files) {
      images.add(Files.readAllBytes(GOLDEN.resolve(file)));
    }

    List<Scored> scored = score(name, json, images);

    for (int i = 0; i < files.size(); i++) {
      assertThat(scored.get(i).precision()).isEqualTo(precision);
      JsonNode logits = golden.path(files.get(i));
      for (LabelScore label : ((Classification) scored.get(i).output()).labels()) {
        assertThat(label.score())
            .as(files.get(i))
            .isCloseTo((float) logits.path(label.index()).asDouble(), within(tolerance));
      }
    }
  }

  @Test
  void bytesGoInAndEveryTypeComesOut() throws Exception {
    String json =
        """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey", "type": "uint8"},
         "output": {"kind": "tensors"}}
        """;
    byte[] image = ramp();

    ModelOutput output = score("types", json, List.of(image, image)).get(1).output();

    List<NamedTensor> tensors = ((Tensors) output).tensors();
    assertThat(tensors)
        .extracting(tensor -> tensor.datatype().toLowerCase(Locale.ROOT))
        .containsExactly(
            "fp32", "fp16", "bf16", "fp64", "uint8", "int8", "int16", "int32", "int64", "bool");
    assertThat(tensors).allSatisfy(ModelFormatsTest::assertHoldsThePixels);
  }

  private static void assertHoldsThePixels(NamedTensor tensor) {
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(tensor.shape()).containsExactly(16L);
    for (int i = 0; i < 16; i++) {
      int pixel = 8 * (i / 4) + i % 4;
      switch (tensor.datatype()) {
        case "FP32" -> assertThat(data.getFloat()).isEqualTo(pixel);
        case "FP64" -> assertThat(data.getDouble()).isEqualTo(pixel);
        case "FP16" -> assertThat(Float16.toFloat(data.getShort())).isEqualTo(pixel);
        case "BF16" -> assertThat(Float.intBitsToFloat(data.getShort() << 16)).isEqualTo(pixel);
        case "INT16" -> assertThat(data.getShort()).isEqualTo((short) pixel);
        case "INT32" -> assertThat(data.getInt()).isEqualTo(pixel);
        case "INT64" -> assertThat(data.getLong()).isEqualTo(pixel);
        case "BOOL" -> assertThat(data.get()).isEqualTo((byte) (pixel == 0 ? 0 : 1));
        default -> assertThat(data.get()).isEqualTo((byte) pixel);
      }
    }
    assertThat(data.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fp32", "fp16", "bf16", "fp64", "uint8", "int8", "int16", "int32", "int64"})
  void scoresOfEveryTypeAreRead(String output) throws Exception {
    String json =
        """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey", "type": "uint8"},
         "output": {"kind": "classification", "name": "%s", "topK": 2}}
        """
            .formatted(output);
    byte[] image = ramp();

    ModelOutput read = score("types", json, List.of(image)).get(0).output();

    assertThat(((Classification) read).labels())
        .containsExactly(new LabelScore(15, "15", 27), new LabelScore(14, "14", 26));
  }

  @ParameterizedTest
  @CsvSource({
    "yolov8, '\"name\": \"output0\"'",
    "yolov5, '\"name\": \"output0\"'",
    "ssd, '\"boxes\": \"boxes\", \"scores\": \"scores\", \"boxOrder\": \"yxyx\", \"background\": 0'"
  })
  void aDetectorFindsTheBoxesOfThePlainAlgorithm(String format, String outputs) throws Exception {
    String json =
        """
        {"model": "m", "version": 1, %s,
         "output": {"kind": "detection", "format": "%s", %s, "labels": ["cat", "dog", "owl"],
           "scoreThreshold": 0.3, "iouThreshold": 0.45, "maxDetections": 40}}
        """
            .formatted(DETECTOR_INPUT, format, outputs);
    JsonNode golden = answer(format);

    List<Scored> scored = score(format, json, List.of(plain(128), plain(230)));

    for (int i = 0; i < 2; i++) {
      List<Box> boxes = ((Detections) scored.get(i).output()).boxes();
      assertThat(boxes).hasSize(golden.path(i).size()).hasSizeGreaterThan(5);
      for (int k = 0; k < boxes.size(); k++) {
        assertSame(boxes.get(k), golden.path(i).path(k));
      }
    }
  }

  private static void assertSame(Box box, JsonNode golden) {
    String label = List.of("cat", "dog", "owl").get(golden.path("index").asInt());
    assertThat(box.label()).isEqualTo(label);
    assertThat(box.score()).isCloseTo((float) golden.path("score").asDouble(), within(1e-4f));
    float[] corners = {box.x(), box.y(), box.x() + box.width(), box.y() + box.height()};
    for (int i = 0; i < 4; i++) {
      assertThat(corners[i])
          .isCloseTo((float) golden.path("box").path(i).asDouble(), within(1e-3f));
    }
  }

  @Test
  void boxesAreInPixelsOfTheOriginalImage() throws Exception {
    String json =
        """
        {"model": "m", "version": 1, %s,
         "output": {"kind": "detection", "format": "yolov8", "name": "output0"}}
        """
            .formatted(DETECTOR_INPUT);
    byte[] large =
        TestImages.png(
            TestImages.picture(640, 128, BufferedImage.TYPE_INT_RGB, (x, y) -> 0xE6E6E6));

    List<Scored> scored = score("yolov8", json, List.of(plain(230), large));

    List<Box> small = ((Detections) scored.get(0).output()).boxes();
    List<Box> stretched = ((Detections) scored.get(1).output()).boxes();
    assertThat(stretched).hasSameSizeAs(small);
    for (int i = 0; i < small.size(); i++) {
      assertThat(stretched.get(i).x()).isCloseTo(10 * small.get(i).x(), within(0.01f));
      assertThat(stretched.get(i).width()).isCloseTo(10 * small.get(i).width(), within(0.01f));
      assertThat(stretched.get(i).y()).isCloseTo(2 * small.get(i).y(), within(0.01f));
      assertThat(stretched.get(i).height()).isCloseTo(2 * small.get(i).height(), within(0.01f));
    }
  }

  @Test
  void anEmbeddingIsScaledToLengthOneWhereAskedFor() throws Exception {
    String json =
        """
        {"model": "m", "version": 1,
         "input": {"name": "image", "width": 4, "height": 4, "color": "grey", "type": "uint8"},
         "output": {"kind": "embedding", "name": "fp16", "activation": "l2"}}
        """;
    byte[] zeros = TestImages.greyPng(4, 0);

    List<Scored> scored = score("types", json, List.of(TestImages.greyPng(4, 9), zeros));

    NamedTensor even = ((Tensors) scored.get(0).output()).tensors().get(0);
    assertThat(even.datatype()).isEqualTo("FP32");
    ByteBuffer data = even.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 16; i++) {
      assertThat(data.getFloat()).isEqualTo(0.25f);
    }
    ByteBuffer nothing = ((Tensors) scored.get(1).output()).tensors().get(0).data();
    assertThat(nothing.duplicate().getFloat()).isZero();
  }

  private List<Scored> score(String model, String json, List<byte[]> images) throws Exception {
    Files.copy(MODELS.resolve(model + ".onnx"), folder.resolve("model.onnx"));
    ModelSpec spec = ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8));
    ModelBundle bundle = ModelBundle.of(spec, folder);
    Semaphore progress = new Semaphore(0);
    try (ModelHost host =
            ModelHost.start(
                HostOptions.defaults().withWorkers(2),
                new OnnxSessionFactory(OnnxRuntime.load()),
                EngineRecorder.NONE);
        Caller caller = host.newCaller(progress::release)) {
      assertThat(host.load(bundle)).isInstanceOf(Ready.class);
      List<Ticket> tickets =
          images.stream()
              .map(image -> caller.submit(ByteBuffer.wrap(image), null, bundle.id()))
              .map(Objects::requireNonNull)
              .toList();
      caller.flush(CloseReason.END_OF_INPUT);
      FashionMnistTest.awaitNoneInFlight(caller, progress);
      return tickets.stream().map(ticket -> (Scored) ticket.outcome()).toList();
    }
  }

  private static byte[] ramp() {
    return TestImages.png(
        TestImages.picture(4, 4, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> 8 * y + x));
  }

  private static byte[] plain(int value) {
    return TestImages.png(
        TestImages.picture(64, 64, BufferedImage.TYPE_INT_RGB, (x, y) -> value * 0x010101));
  }

  private static JsonNode answer(String name) throws Exception {
    return new ObjectMapper().readTree(MODELS.resolve(name + ".json").toFile());
  }
}
