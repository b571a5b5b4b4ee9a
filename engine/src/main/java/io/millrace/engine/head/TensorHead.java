package io.millrace.engine.head;

import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outputs as they are. ONNX Runtime has no big-endian platform, so native order is the little
 * endian that the schema asks for.
 */
final class TensorHead implements OutputHead {

  private final List<TensorSpec> specs;

  TensorHead(List<TensorSpec> specs) {
    this.specs = specs;
  }

  @Override
  public @Nullable ModelOutput read(List<ByteBuffer> outputs, int image, OriginalImage original) {
    List<NamedTensor> tensors = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      TensorSpec spec = specs.get(i);
      int elements = Math.toIntExact(spec.itemElements());
      if (!Numbers.areFinite(spec.type(), outputs.get(i), image * elements, elements)) {
        return null;
      }
      int bytes = elements * spec.type().bytes();
      byte[] copy = new byte[bytes];
      outputs.get(i).get(image * bytes, copy);
      tensors.add(
          new NamedTensor(
              spec.name(),
              spec.itemShape(),
              spec.type().name(),
              ByteBuffer.wrap(copy).asReadOnlyBuffer()));
    }
    return new Tensors(tensors);
  }
}
