package io.millrace.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One direct buffer and the tensors that are windows on its beginning, one per batch size, made
 * when that size first runs.
 */
final class BoundTensor implements AutoCloseable {

  private final OrtEnvironment environment;
  private final TensorSpec spec;
  private final OnnxJavaType type;
  private final ByteBuffer buffer;
  private final List<@Nullable Map<String, OnnxTensor>> windows = new ArrayList<>();

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
    for (int i = 0; i <= capacity; i++) {
      windows.add(null);
    }
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /** The first {@code images} images, by the tensor's name, as the runtime's calls take it. */
  Map<String, OnnxTensor> window(int images) throws OrtException {
    Map<String, OnnxTensor> window = windows.get(images);
    if (window == null) {
      window = Map.of(spec.name(), open(images));
      windows.set(images, window);
    }
    return window;
  }

  private OnnxTensor open(int images) throws OrtException {
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

  @Override
  public void close() {
    for (Map<String, OnnxTensor> window : windows) {
      if (window != null) {
        window.values().forEach(OnnxTensor::close);
      }
    }
  }
}
