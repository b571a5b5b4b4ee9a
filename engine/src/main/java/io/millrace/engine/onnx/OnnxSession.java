package io.millrace.engine.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded ONNX model. Runs of several threads go through it at once, each on its own thread. */
final class OnnxSession implements InferenceSession {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Signature signature;
  private final Provider provider;
  private final @Nullable DeviceProof proof;

  /** Takes the session over: it closes with this one. */
  OnnxSession(
      OrtEnvironment environment,
      OrtSession session,
      Provider provider,
      @Nullable DeviceProof proof)
      throws OrtException {
    this.environment = environment;
    this.session = session;
    this.provider = provider;
    this.proof = proof;
    this.signature =
        new Signature(tensors(session.getInputInfo()), tensors(session.getOutputInfo()));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public String provider() {
    return provider.toString();
  }

  @Override
  public boolean shapesAreFree() {
    return !provider.isGpu();
  }

  @Override
  public InferenceRun newRun(TensorSpec input, List<TensorSpec> outputs, int capacity)
      throws InferenceException {
    try {
      List<BoundTensor> bound = new ArrayList<>();
      for (TensorSpec output : outputs) {
        bound.add(bind(session.getOutputInfo(), output, capacity));
      }
      return new OnnxRun(session, bind(session.getInputInfo(), input, capacity), bound, proof);
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(e);
    }
  }

  @Override
  public void close() {
    if (proof != null) {
      proof.close();
    }
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
      return new TensorSpec(node.getName(), elementType(tensor), shape);
    }
    return new TensorSpec(node.getName(), ElementType.OTHER, List.of());
  }

  private BoundTensor bind(Map<String, NodeInfo> nodes, TensorSpec spec, int capacity)
      throws OrtException {
    NodeInfo node = nodes.get(spec.name());
    if (node != null && node.getInfo() instanceof TensorInfo tensor) {
      return new BoundTensor(environment, spec, tensor.type, capacity);
    }
    throw new IllegalArgumentException("'" + spec.name() + "' is no tensor");
  }

  private static ElementType elementType(TensorInfo tensor) {
    return switch (tensor.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FP32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.FP16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.FP64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> ElementType.BF16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.UINT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.INT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> ElementType.INT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
      default -> ElementType.OTHER;
    };
  }
}
