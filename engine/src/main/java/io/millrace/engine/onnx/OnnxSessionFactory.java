package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import java.nio.ByteBuffer;

/** Opens ONNX models on the CPU. */
public final class OnnxSessionFactory implements SessionFactory {

  private final OnnxRuntime runtime;

  public OnnxSessionFactory(OnnxRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public InferenceSession open(ByteBuffer model) throws SessionException {
    try (SessionOptions options = options()) {
      OrtSession session = runtime.environment().createSession(direct(model), options);
      return OnnxSession.of(runtime.environment(), session);
    } catch (OrtException e) {
      throw new SessionException(code(e), firstLine(e), e);
    }
  }

  private static SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    // Never the runtime's own format, which skips checks that a file from elsewhere needs.
    options.addConfigEntry("session.load_model_format", "ONNX");
    return options;
  }

  private static ByteBuffer direct(ByteBuffer model) {
    if (model.isDirect()) {
      return model;
    }
    return ByteBuffer.allocateDirect(model.remaining()).put(model.duplicate()).flip();
  }

  /** The runtime has one code for many causes; its words tell them apart. */
  private static RejectCode code(OrtException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("opset") || message.contains("IR version")) {
      return RejectCode.OPSET;
    }
    return message.contains("not a registered function/op")
        ? RejectCode.UNSUPPORTED
        : RejectCode.MODEL_CORRUPT;
  }

  static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
