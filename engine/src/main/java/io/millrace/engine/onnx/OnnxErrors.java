package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceException.Verdict;
import io.millrace.engine.session.RejectCode;
import java.util.regex.Pattern;

/** The runtime has one code for many causes; its words tell them apart. */
final class OnnxErrors {

  private static final Pattern WHERE =
      Pattern.compile("^Error code - .*\\[ONNXRuntimeError] : \\d+ : \\w+ : ");

  private OnnxErrors() {}

  /** Why a model could not be opened. */
  static RejectCode rejection(OrtException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("opset") || message.contains("IR version")) {
      return RejectCode.OPSET;
    }
    if (message.contains("not a registered function/op")
        || message.contains("No Op registered for")) {
      return RejectCode.UNSUPPORTED;
    }
    if (message.contains("Failed to allocate memory") || message.contains("out of memory")) {
      return RejectCode.LIMIT;
    }
    boolean device =
        message.contains("CUDA") || message.contains("CUDNN") || message.contains("TensorRT");
    return device ? RejectCode.HOST : RejectCode.MODEL_CORRUPT;
  }

  /** Why a run failed. */
  static InferenceException failedRun(OrtException e) {
    return new InferenceException(firstLine(e), verdict(e), e);
  }

  /**
   * CUDA's errors, memory that ran out and bugs of a kernel all come as FAIL, EP_FAIL, ENGINE_ERROR
   * or RUNTIME_EXCEPTION: there the code says nothing.
   */
  private static Verdict verdict(OrtException e) {
    return switch (e.getCode()) {
      case ORT_DEVICE_RESET -> Verdict.DEVICE_GONE;
      case ORT_INVALID_ARGUMENT, ORT_INVALID_GRAPH, ORT_NOT_IMPLEMENTED, ORT_NOT_FOUND ->
          Verdict.REQUEST_REFUSED;
      default -> Verdict.NONE;
    };
  }

  /** What is wrong, without the places in the runtime's source that it begins with. */
  static String cause(OrtException e) {
    return WHERE.matcher(firstLine(e)).replaceFirst("");
  }

  static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
