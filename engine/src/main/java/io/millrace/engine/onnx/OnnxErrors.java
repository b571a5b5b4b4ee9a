package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
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

  /** What is wrong, without the places in the runtime's source that it begins with. */
  static String cause(OrtException e) {
    return WHERE.matcher(firstLine(e)).replaceFirst("");
  }

  static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
