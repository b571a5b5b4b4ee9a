package io.millrace.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/**
 * The runtime's environment. ONNX Runtime has one per process and keeps it until the process ends;
 * this handle is passed to whoever opens sessions, instead of being reached for.
 */
public final class OnnxRuntime {

  private final OrtEnvironment environment;

  private OnnxRuntime(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** Loads the native library; the first call takes a few hundred milliseconds. */
  public static OnnxRuntime load() {
    return new OnnxRuntime(
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "millrace"));
  }

  public String version() {
    return environment.getVersion();
  }

  OrtEnvironment environment() {
    return environment;
  }
}
