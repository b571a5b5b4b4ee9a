package io.millrace.engine.session;

import java.util.List;

/**
 * An input or output as the model declares it.
 *
 * @param shape with the batch axis; -1 where the model leaves a side open
 */
public record TensorSpec(String name, ElementType type, List<Long> shape) {

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** The same tensor with another shape. */
  public TensorSpec withShape(List<Long> other) {
    return new TensorSpec(name, type, other);
  }

  /** Whether every side but the batch axis is fixed. */
  public boolean itemIsFixed() {
    return !shape.isEmpty() && shape.subList(1, shape.size()).stream().allMatch(side -> side > 0);
  }

  /** The shape without the batch axis. */
  public List<Long> itemShape() {
    return shape.subList(1, shape.size());
  }

  /** Elements of one image, where {@link #itemIsFixed}. */
  public long itemElements() {
    return itemShape().stream().reduce(1L, Math::multiplyExact);
  }
}
