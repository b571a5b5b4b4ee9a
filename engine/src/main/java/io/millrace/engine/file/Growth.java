package io.millrace.engine.file;

import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large the constants of a graph become when a runtime folds them. Knows the operators that
 * make much out of little; of any other it takes its largest input, so a chain of operators that it
 * does not know can still outgrow it: the deadline and the memory of the host are for those.
 */
final class Growth {

  /** Most elements of a constant: a GiB of 32-bit numbers. */
  static final long MOST_ELEMENTS = 1L << 28;

  private final Map<String, Tensor> constants = new HashMap<>();

  /** One call of an operator. */
  record Node(String operator, List<String> inputs, List<String> outputs, @Nullable Tensor value) {}

  void constant(String name, Tensor tensor) {
    constants.put(name, tensor);
  }

  /** Follows a node; the file has its nodes in an order in which inputs come first. */
  void node(Node node) throws SessionException {
    long elements =
        switch (node.operator()) {
          case "Constant" -> node.value() == null ? -1 : node.value().elements();
          case "ConstantOfShape" -> product(node, 0);
          case "Expand" -> Math.max(product(node, 1), largestInput(node));
          case "Tile" -> times(Math.max(1, elements(node, 0)), product(node, 1));
          case "Resize" -> product(node, 3);
          case "Pad" -> Math.max(largestInput(node), tooWide(node));
          case "Range" -> span(node);
          case "Concat" -> sum(node);
          default -> largestInput(node);
        };
    if (elements > MOST_ELEMENTS) {
      throw new SessionException(
          RejectCode.LIMIT,
          "the operator %s that makes '%s' makes more than %d elements of constants"
              .formatted(node.operator(), first(node.outputs()), MOST_ELEMENTS));
    }
    if (elements >= 0 && !node.outputs().isEmpty()) {
      Tensor value = node.value();
      List<Long> integers = value == null ? null : value.integers();
      constants.put(first(node.outputs()), new Tensor("", elements, integers));
    }
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "" : names.get(0);
  }

  private @Nullable Tensor input(Node node, int at) {
    return at < node.inputs().size() ? constants.get(node.inputs().get(at)) : null;
  }

  private long elements(Node node, int at) {
    Tensor input = input(node, at);
    return input == null ? -1 : input.elements();
  }

  private List<Long> integers(Node node, int at) {
    Tensor input = input(node, at);
    return input == null || input.integers() == null ? List.of() : input.integers();
  }

  /** Product of the input's values, -1: they are not known. */
  private long product(Node node, int at) {
    List<Long> sides = integers(node, at);
    long product = sides.isEmpty() ? -1 : 1;
    for (long side : sides) {
      product = times(product, Math.max(0, side));
    }
    return product;
  }

  /** The widest padding where it alone is too much, else -1. */
  private long tooWide(Node node) {
    long widest = integers(node, 1).stream().mapToLong(value -> value).max().orElse(-1);
    return widest > MOST_ELEMENTS ? widest : -1;
  }

  private long span(Node node) {
    List<Long> start = integers(node, 0);
    List<Long> limit = integers(node, 1);
    List<Long> step = integers(node, 2);
    if (start.size() != 1 || limit.size() != 1 || step.size() != 1 || step.get(0) == 0) {
      return -1;
    }
    double span = ((double) limit.get(0) - start.get(0)) / step.get(0);
    return (long) Math.max(0, Math.ceil(span));
  }

  private long sum(Node node) {
    long sum = 0;
    for (int at = 0; at < node.inputs().size(); at++) {
      if (elements(node, at) < 0) {
        return -1;
      }
      sum += elements(node, at);
    }
    return sum;
  }

  /** -1 unless all inputs are constants. */
  private long largestInput(Node node) {
    long largest = -1;
    for (int at = 0; at < node.inputs().size(); at++) {
      if (elements(node, at) < 0) {
        return -1;
      }
      largest = Math.max(largest, elements(node, at));
    }
    return largest;
  }

  private static long times(long left, long right) {
    if (left < 0 || right < 0) {
      return -1;
    }
    return Math.multiplyHigh(left, right) != 0 || left * right < 0 ? Long.MAX_VALUE : left * right;
  }
}
