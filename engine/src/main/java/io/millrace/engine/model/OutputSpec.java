package io.millrace.engine.model;

import java.util.List;

/**
 * How the model's output is read.
 *
 * @param name the output tensor
 * @param topK labels kept per image, best first; 0 for kinds without labels
 * @param labels names of the classes in the order of the output; empty: indices serve as names
 */
public record OutputSpec(
    Kind kind, String name, Activation activation, int topK, List<String> labels) {

  public OutputSpec {
    labels = List.copyOf(labels);
  }

  public enum Kind {
    CLASSIFICATION,
    EMBEDDING,
    TENSORS,
    DETECTION
  }

  /** What the engine applies to the output; NONE where the model ends in its own softmax. */
  public enum Activation {
    SOFTMAX,
    NONE
  }
}
