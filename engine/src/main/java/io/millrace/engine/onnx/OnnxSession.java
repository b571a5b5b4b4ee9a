package io.millrace.engine.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A loaded ONNX model. Runs of several threads go through it at once, each on its own thread. */
final class OnnxSession implements InferenceSession {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Signature signature;

  private OnnxSession(OrtEnvironment environment, OrtSession session, Signature signature) {
    this.environment = environment;
    this.session = session;
    this.signature = signature;
  }

  static OnnxSession of(OrtEnvironment environment, OrtSession session) throws OrtException {
    List<TensorSpec> inputs = tensors(session.getInputInfo());
    List<TensorSpec> outputs = tensors(session.getOutputInfo());
    return new OnnxSession(environment, session, new Signature(inputs, outputs));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public String provider() {
    return "cpu";
  }

  @Override
  public boolean shapesAreFree() {
    return true;
  }

  @Override
  public InferenceRun newRun(TensorSpec input, TensorSpec output, int capacity)
      throws InferenceException {
    try {
      return new OnnxRun(
          session,
          new BoundTensor(environment, input, javaType(session.getInputInfo(), input), capacity),
          new BoundTensor(
              environment, output, javaType(session.getOutputInfo(), output), capacity));
    } catch (OrtException e) {
      throw new InferenceException(OnnxSessionFactory.firstLine(e), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime did not close a session", e);
    }
  }

  private static List<TensorSpec> tensors(Map<String, NodeInfo> nodes) {
    return nodes.values().stream().map(OnnxSession::tensor).toList();
  }

  private static TensorSpec tensor(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor) {
      List<Long> shape = Arrays.stream(tensor.getShape()).boxed().toList();
      return new TensorSpec(node.getName(), elementType(tensor.type), shape);
    }
    return new TensorSpec(node.getName(), ElementType.OTHER, List.of());
  }

  private static OnnxJavaType javaType(Map<String, NodeInfo> nodes, TensorSpec spec) {
    NodeInfo node = nodes.get(spec.name());
    if (node != null && node.getInfo() instanceof TensorInfo tensor) {
      return tensor.type;
    }
    throw new IllegalArgumentException("'" + spec.name() + "' is no tensor");
  }

  private static ElementType elementType(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> ElementType.FP32;
      case FLOAT16 -> ElementType.FP16;
      case DOUBLE -> ElementType.FP64;
      case UINT8 -> ElementType.UINT8;
      case INT8 -> ElementType.INT8;
      case INT32 -> ElementType.INT32;
      case INT64 -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
      default -> ElementType.OTHER;
    };
  }
}
