package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceException.Verdict;
import io.millrace.engine.session.RejectCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runtime's words, as it wrote them; those of a GPU are simulated here. */
class OnnxErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Opset 99 is under development: opset 99 | OPSET",
        "Unsupported model IR version: 99 | OPSET",
        "com.example:Custom(-1) is not a registered function/op | UNSUPPORTED",
        "Error No Op registered for MatMull with domain_version of 17 | UNSUPPORTED",
        "CUDA failure 2: out of memory ; GPU=0 | LIMIT",
        "BFCArena: Failed to allocate memory for requested buffer of size 1 | LIMIT",
        "CUDA failure 100: no CUDA-capable device is detected | HOST",
        "CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR | HOST",
        "TensorRT EP failed to create engine from network | HOST",
        "ModelProto does not have a graph. | MODEL_CORRUPT"
      })
  void aFailureOfTheDeviceIsNotTheModels(String message, RejectCode code) {
    assertThat(OnnxErrors.rejection(new OrtException(message))).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "ORT_DEVICE_RESET, DEVICE_GONE",
    "ORT_INVALID_ARGUMENT, REQUEST_REFUSED",
    "ORT_INVALID_GRAPH, REQUEST_REFUSED",
    "ORT_NOT_IMPLEMENTED, REQUEST_REFUSED",
    "ORT_NOT_FOUND, REQUEST_REFUSED",
    "ORT_FAIL, NONE",
    "ORT_EP_FAIL, NONE",
    "ORT_ENGINE_ERROR, NONE",
    "ORT_RUNTIME_EXCEPTION, NONE",
    "ORT_JAVA_UNKNOWN, NONE",
  })
  void theCodeOfAFailedRunSaysWhatItCan(OrtErrorCode code, Verdict verdict) {
    InferenceException failure = OnnxErrors.failedRun(new OrtException(code, "words\nmore"));

    assertThat(failure.verdict()).isEqualTo(verdict);
    assertThat(failure).hasMessageEndingWith("words");
  }
}
