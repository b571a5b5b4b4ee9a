package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.engine.file.RuntimeLevel;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.Provider;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What the check of files says of the runtime is what the runtime says of itself. */
class RuntimeLevelTest {

  private final RuntimeLevel level = RuntimeLevel.SHIPPED;
  private final OnnxRuntime runtime = OnnxRuntime.load();
  private final SessionOpener opener =
      new SessionOpener(runtime, Provider.CPU, OnnxOptions.defaults());

  @Test
  void namesTheRelease() {
    assertThat(level.name()).isEqualTo("ONNX Runtime " + runtime.version());
  }

  @Test
  void theHighestOpsetAndIrVersionOpenAndTheNextDoNot() {
    long opset = level.opsets().getOrDefault("ai.onnx", 0L);
    OnnxModels highest = OnnxModels.sum().opset(opset).irVersion(level.ir());
    assertThatCode(() -> open(highest)).doesNotThrowAnyException();

    assertThatThrownBy(() -> open(OnnxModels.sum().opset(opset + 1)))
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("till opset " + opset);
    assertThatThrownBy(() -> open(OnnxModels.sum().irVersion(level.ir() + 1)))
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("max supported IR version: " + level.ir());
  }

  private void open(OnnxModels model) throws OrtException {
    opener.open(new ModelFile(ByteBuffer.wrap(model.toBytes()), "digest", "fp32")).close();
  }
}
