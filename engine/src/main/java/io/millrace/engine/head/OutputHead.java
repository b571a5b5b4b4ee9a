package io.millrace.engine.head;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the outputs of one image; used by several threads at once. */
@FunctionalInterface
public interface OutputHead {

  /**
   * Reads one image.
   *
   * @param outputs native order, images one after the other, as the session was asked for them
   * @param image its place in the batch
   * @param original what the model's input was made of
   * @return null where a value is NaN or infinite
   */
  @Nullable ModelOutput read(List<ByteBuffer> outputs, int image, OriginalImage original);

  /**
   * The head for a kind of model.
   *
   * @param outputs what the model declares of the outputs that are read, known to fit the spec
   */
  static OutputHead of(OutputSpec spec, List<TensorSpec> outputs, InputSpec input) {
    return switch (spec.kind()) {
      case CLASSIFICATION -> new ClassificationHead(spec, outputs.get(0));
      case EMBEDDING ->
          spec.activation() == Activation.L2
              ? new UnitVectorHead(outputs.get(0))
              : new TensorHead(outputs);
      case TENSORS -> new TensorHead(outputs);
      case DETECTION ->
          new DetectionHead(
              Objects.requireNonNull(spec.detection()), spec.labels(), outputs, input);
    };
  }
}
