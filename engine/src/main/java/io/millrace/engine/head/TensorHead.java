package io.millrace.engine.head;

import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output as it is. ONNX Runtime has no big-endian platform, so native order is the little
 * endian that the schema asks for.
 */
public final class TensorHead implements OutputHead {

  private final TensorSpec spec;
  private final int bytes;

  public TensorHead(TensorSpec spec) {
    this.spec = spec;
    this.bytes = Math.toIntExact(spec.itemElements() * spec.type().bytes());
  }

  @Override
  public @Nullable ModelOutput read(ByteBuffer output, int image) {
    int from = image * bytes;
    if (spec.type() == ElementType.FP32 && !isFinite(output, from)) {
      return null;
    }
    byte[] copy = new byte[bytes];
    output.get(from, copy);
    ByteBuffer data = ByteBuffer.wrap(copy).asReadOnlyBuffer();
    return new Tensors(
        List.of(new NamedTensor(spec.name(), spec.itemShape(), spec.type().name(), data)));
  }

  private boolean isFinite(ByteBuffer output, int from) {
    for (int at = from; at < from + bytes; at += Float.BYTES) {
      if (!Float.isFinite(output.getFloat(at))) {
        return false;
      }
    }
    return true;
  }
}
