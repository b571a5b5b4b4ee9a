package io.millrace.engine.head;

import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embedding scaled to the Euclidean length 1, in FP32 whatever the model's type, so that a dot
 * product is the cosine. A vector of zeros has no direction and stays as it is.
 */
final class UnitVectorHead implements OutputHead {

  private final TensorSpec spec;
  private final int elements;

  UnitVectorHead(TensorSpec spec) {
    this.spec = spec;
    this.elements = Math.toIntExact(spec.itemElements());
  }

  @Override
  public @Nullable ModelOutput read(List<ByteBuffer> outputs, int image, OriginalImage original) {
    float[] vector = new float[elements];
    if (!Numbers.read(spec.type(), outputs.get(0), image * elements, vector, elements)) {
      return null;
    }
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    ByteBuffer data = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : vector) {
      data.putFloat((float) (value / length));
    }
    return new Tensors(
        List.of(
            new NamedTensor(
                spec.name(),
                spec.itemShape(),
                ElementType.FP32.name(),
                data.flip().asReadOnlyBuffer())));
  }
}
