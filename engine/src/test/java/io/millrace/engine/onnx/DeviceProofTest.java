package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real profile of this machine's CPU stands in for that of a session that fell back to it. */
class DeviceProofTest {

  private final OrtEnvironment environment = OnnxRuntime.load().environment();

  @Test
  void aSessionThatFellBackToTheCpuIsFoundOutAtItsFirstRun() throws Exception {
    try (SessionOptions options = new SessionOptions()) {
      DeviceProof proof = DeviceProof.demand(Provider.parse("cuda:0"), options);
      try (OrtSession session = run(options)) {
        assertThatThrownBy(() -> proof.afterRun(session))
            .isInstanceOf(InferenceException.class)
            .hasMessageContaining("no operator ran on cuda:0")
            .hasMessageContaining("CPUExecutionProvider");
      }
    }
  }

  @Test
  void aSessionThatRanWhereItShouldIsNotLookedAtAgain() throws Exception {
    try (SessionOptions options = new SessionOptions()) {
      DeviceProof proof = DeviceProof.demand(Provider.CPU, options);
      try (OrtSession session = run(options)) {
        proof.afterRun(session);
        proof.afterRun(session);
      }
    }
  }

  @Test
  void operatorsAreCountedByProvider(@TempDir Path folder) throws Exception {
    Path profile =
        Files.writeString(
            folder.resolve("profile.json"),
            """
            [{"cat": "Session", "name": "model_run", "args": {}},
             {"cat": "Node", "name": "a_fence_before", "args": {"op_name": "Conv"}},
             {"cat": "Node", "name": "a_kernel_time",
              "args": {"op_name": "Conv", "provider": "CUDAExecutionProvider"}},
             {"cat": "Node", "name": "b_kernel_time",
              "args": {"op_name": "Conv", "provider": "CUDAExecutionProvider"}},
             {"cat": "Node", "name": "c_kernel_time",
              "args": {"op_name": "NonZero", "provider": "CPUExecutionProvider"}}]
            """);

    ProviderUse use = ProviderUse.read(profile);

    assertThat(use.operators("CUDAExecutionProvider")).isEqualTo(2);
    assertThat(use.operators("CPUExecutionProvider")).isEqualTo(1);
    assertThat(use.operators("TensorrtExecutionProvider")).isZero();
    assertThat(use).hasToString("CPUExecutionProvider {NonZero=1}, CUDAExecutionProvider {Conv=2}");
  }

  private OrtSession run(SessionOptions options) throws Exception {
    OrtSession session = environment.createSession(OnnxModels.sum().toBytes(), options);
    try (OnnxTensor image = OnnxTensor.createTensor(environment, new float[1][1][4][4])) {
      session.run(Map.of("image", image)).close();
    }
    return session;
  }
}
