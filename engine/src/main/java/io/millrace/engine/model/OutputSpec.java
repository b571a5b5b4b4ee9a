package io.millrace.engine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the model's outputs are read.
 *
 * @param names the output tensors that are read, in the order that the kind wants; empty for kind
 *     tensors: all that the model has
 * @param topK labels kept per image, best first; 0 for kinds without labels
 * @param labels names of the classes in the order of the output; empty: indices serve as names
 * @param detection for kind detection, and for it alone
 */
public record OutputSpec(
    Kind kind,
    List<String> names,
    Activation activation,
    int topK,
    List<String> labels,
    @Nullable DetectionSpec detection) {

  public OutputSpec {
    names = List.copyOf(names);
    labels = List.copyOf(labels);
  }

  public enum Kind {
    CLASSIFICATION,
    EMBEDDING,
    TENSORS,
    DETECTION
  }

  /** What the engine applies to the output; NONE where the model ends in its own. */
  public enum Activation {
    /** Scores become probabilities; of a classification. */
    SOFTMAX,
    /** The vector is scaled to the Euclidean length 1; of an embedding. */
    L2,
    NONE
  }
}
