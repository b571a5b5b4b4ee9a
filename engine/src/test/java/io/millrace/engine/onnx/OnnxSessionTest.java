package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxSessionTest {

  private static final TensorSpec INPUT =
      new TensorSpec("image", ElementType.FP32, List.of(-1L, 1L, 4L, 4L));
  private static final TensorSpec OUTPUT =
      new TensorSpec("scores", ElementType.FP32, List.of(-1L, 2L));

  private final OnnxSessionFactory sessions = new OnnxSessionFactory(OnnxRuntime.load());

  @Test
  void describesItsInputsAndOutputs() throws Exception {
    try (InferenceSession session = open(OnnxModels.sum().toBytes())) {
      assertThat(session.signature().inputs()).containsExactly(INPUT);
      assertThat(session.signature().outputs()).containsExactly(OUTPUT);
      assertThat(session.provider()).isEqualTo("cpu");
    }
    try (InferenceSession session = open(OnnxModels.sum().batch(8).toBytes())) {
      assertThat(session.signature().inputs().get(0).shape()).containsExactly(8L, 1L, 4L, 4L);
    }
  }

  @Test
  void everyBatchSizeRunsInTheSameMemory() throws Exception {
    try (InferenceSession session = open(OnnxModels.sum().toBytes());
        InferenceRun run = session.newRun(INPUT, OUTPUT, 8)) {
      assertThat(run.input().isDirect()).isTrue();
      for (int images : new int[] {1, 8, 3, 8, 1}) {
        for (int i = 0; i < 8 * 16; i++) {
          run.input().putFloat(i * 4, i / 16 + images);
        }
        run.output().asFloatBuffer().put(new float[16]);
        run.run(images);
        for (int i = 0; i < 8; i++) {
          float expected = i < images ? 16f * (i + images) : 0;
          assertThat(run.output().getFloat(i * 2 * 4)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aRunThatIsAskedToEndFailsAndTheNextOneRuns() throws Exception {
    byte[] network = Files.readAllBytes(Path.of("../models/fashion-mnist/2/model.onnx"));
    TensorSpec image = new TensorSpec("image", ElementType.FP32, List.of(-1L, 1L, 28L, 28L));
    TensorSpec logits = new TensorSpec("logits", ElementType.FP32, List.of(-1L, 10L));
    AtomicReference<InferenceException> end = new AtomicReference<>();
    try (InferenceSession session = open(network);
        InferenceRun run = session.newRun(image, logits, 2048)) {
      Thread runner =
          new Thread(
              () -> {
                try {
                  while (true) {
                    run.run(2048);
                  }
                } catch (InferenceException e) {
                  end.set(e);
                }
              },
              "millrace-test-runner");
      runner.start();
      while (runner.isAlive()) {
        run.terminate();
        runner.join(1);
      }

      assertThat(end.get()).hasMessageContaining("terminate");
      run.run(1);
    }
  }

  @Test
  void whatIsNoModelIsCorrupt() {
    byte[] whole = OnnxModels.sum().toBytes();
    assertRejected(
        "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), RejectCode.MODEL_CORRUPT);
    assertRejected(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, RejectCode.MODEL_CORRUPT);
    assertRejected(Arrays.copyOf(whole, whole.length / 2), RejectCode.MODEL_CORRUPT);
    assertRejected(Arrays.copyOf(whole, whole.length - 1), RejectCode.MODEL_CORRUPT);
  }

  @Test
  void aNewerOpsetThanTheRuntimesIsNamed() {
    assertThat(assertRejected(OnnxModels.sum().opset(99).toBytes(), RejectCode.OPSET))
        .contains("99");
    assertThat(assertRejected(OnnxModels.sum().irVersion(99).toBytes(), RejectCode.OPSET))
        .contains("99");
  }

  @Test
  void anOperatorOfAnUnknownDomainIsNotAllowed() {
    byte[] model = OnnxModels.sum().operator("com.example", "Custom").toBytes();

    assertRejected(model, RejectCode.OP_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.bin", "target/weights.bin", "../engine/target/weights.bin"})
  void weightsOutsideOfTheFileAreNeverRead(String location) throws Exception {
    Path beside = Path.of(location);
    Files.createDirectories(beside.toAbsolutePath().getParent());
    Files.write(beside, new byte[16 * 2 * 4]);
    try {
      assertRejected(
          OnnxModels.sum().externalWeights(location).toBytes(), RejectCode.EXTERNAL_DATA);
      assertRejected(
          OnnxModels.sum().externalWeights(beside.toAbsolutePath().toString()).toBytes(),
          RejectCode.EXTERNAL_DATA);
    } finally {
      Files.delete(beside);
    }
  }

  @Test
  void weightsOutsideOfTheFileAreFoundInSubgraphsToo() {
    Protobuf tensor = new Protobuf().number(14, 1);
    Protobuf inner = new Protobuf().message(5, tensor);
    Protobuf attribute = new Protobuf().text(1, "then_branch").message(6, inner);
    Protobuf node = new Protobuf().text(4, "If").message(5, attribute);
    Protobuf model = new Protobuf().message(7, new Protobuf().message(1, node));

    assertRejected(model.toBytes(), RejectCode.EXTERNAL_DATA);
  }

  private InferenceSession open(byte[] model) throws SessionException {
    return sessions.open(new ModelFile(ByteBuffer.wrap(model), "digest", "fp32"));
  }

  private String assertRejected(byte[] model, RejectCode code) {
    SessionException e = catchThrowableOfType(SessionException.class, () -> open(model).close());
    assertThat(e).isNotNull();
    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
    return String.valueOf(e.getMessage());
  }
}
