package io.millrace.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One direct buffer, on whose beginning tensors of any batch size can be laid. */
final class BoundTensor {

  private final OrtEnvironment environment;
  private final TensorSpec spec;
  private final OnnxJavaType type;
  private final ByteBuffer buffer;

  BoundTensor(OrtEnvironment environment, TensorSpec spec, OnnxJavaType type, int capacity)
      throws OrtException {
    this.environment = environment;
    this.spec = spec;
    this.type = type;
    long bytes = Math.multiplyExact(capacity, itemBytes());
    if (bytes > Integer.MAX_VALUE) {
      throw new OrtException("'" + spec.name() + "' needs " + bytes + " bytes for one batch");
    }
    buffer = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
  }

  String name() {
    return spec.name();
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /** A tensor of the first {@code images} images, which whoever asks for it closes. */
  OnnxTensor open(int images) throws OrtException {
    long[] shape = new long[spec.shape().size()];
    shape[0] = images;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = spec.shape().get(i);
    }
    ByteBuffer window = buffer.slice(0, (int) (images * itemBytes()));
    return OnnxTensor.createTensor(environment, window.order(ByteOrder.nativeOrder()), shape, type);
  }

  private long itemBytes() {
    return Math.multiplyExact(spec.itemElements(), spec.type().bytes());
  }
}
