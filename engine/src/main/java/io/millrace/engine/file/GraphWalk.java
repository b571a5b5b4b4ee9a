package io.millrace.engine.file;

import io.millrace.engine.file.Calls.Operator;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a graph or a function and everything that hangs on it. */
final class GraphWalk {

  /** Deepest nesting of Loop, If and Scan. */
  static final int DEEPEST_GRAPH = 10;

  private final Map<Operator, Long> calls;
  private final Growth growth = new Growth();
  private final int depth;

  GraphWalk(Map<Operator, Long> calls) throws SessionException {
    this(calls, 0);
  }

  private GraphWalk(Map<Operator, Long> calls, int depth) throws SessionException {
    if (depth > DEEPEST_GRAPH) {
      throw new SessionException(
          RejectCode.LIMIT,
          "its loops and branches are nested deeper than " + DEEPEST_GRAPH + " graphs");
    }
    this.calls = calls;
    this.depth = depth;
  }

  /** GraphProto. Constants may come after the nodes that use them, so they are read first. */
  void graph(Fields fields, Fields again) throws SessionException {
    while (fields.next()) {
      if (fields.isBytes(5)) {
        Tensor tensor = Tensor.read(fields.message());
        growth.constant(tensor.name(), tensor);
      } else if (fields.isBytes(15)) {
        sparse(fields.message());
      }
    }
    while (again.next()) {
      if (again.isBytes(1)) {
        node(again.message());
      }
    }
  }

  /** FunctionProto, but for its name. */
  void function(Fields fields) throws SessionException {
    while (fields.next()) {
      if (fields.isBytes(7)) {
        node(fields.message());
      } else if (fields.isBytes(11)) {
        attribute(fields.message());
      }
    }
  }

  private void node(Fields fields) throws SessionException {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String domain = "";
    Tensor value = null;
    while (fields.next()) {
      if (fields.isBytes(1)) {
        inputs.add(fields.text());
      } else if (fields.isBytes(2)) {
        outputs.add(fields.text());
      } else if (fields.isBytes(4)) {
        name = fields.text();
      } else if (fields.isBytes(5)) {
        Tensor tensor = attribute(fields.message());
        value = tensor == null ? value : tensor;
      } else if (fields.isBytes(7)) {
        domain = fields.text();
      }
    }
    calls.merge(new Operator(domain, name), 1L, Long::sum);
    growth.node(new Growth.Node(name, inputs, outputs, value));
  }

  /** The tensor that it holds, if it holds one; integers in it count as one too. */
  private @Nullable Tensor attribute(Fields fields) throws SessionException {
    Tensor value = null;
    List<Long> integers = new ArrayList<>();
    while (fields.next()) {
      switch (fields.number()) {
        case 5, 10 -> value = fields.isBytes(fields.number()) ? tensor(fields) : value;
        case 6, 11 -> {
          if (fields.isBytes(fields.number())) {
            new GraphWalk(calls, depth + 1).graph(fields.message(), fields.message());
          }
        }
        case 3, 8 -> fields.numbersInto(integers, Tensor.MOST_INTEGERS + 1);
        case 22, 23 -> {
          if (fields.isBytes(fields.number())) {
            sparse(fields.message());
          }
        }
        default -> {}
      }
    }
    return value == null && !integers.isEmpty() && integers.size() <= Tensor.MOST_INTEGERS
        ? new Tensor("", integers.size(), List.copyOf(integers))
        : value;
  }

  private static Tensor tensor(Fields fields) throws SessionException {
    return Tensor.read(fields.message());
  }

  /** A sparse tensor is made dense when it is loaded. */
  private void sparse(Fields fields) throws SessionException {
    List<Long> dimensions = new ArrayList<>();
    String name = "";
    while (fields.next()) {
      if (fields.isBytes(1)) {
        name = Tensor.read(fields.message()).name();
      } else if (fields.isBytes(2)) {
        Tensor.read(fields.message());
      } else if (fields.number() == 3) {
        fields.numbersInto(dimensions, Tensor.MOST_INTEGERS + 1);
      }
    }
    long elements = Tensor.count("the sparse tensor '" + name + "'", dimensions);
    if (elements > Growth.MOST_ELEMENTS) {
      throw new SessionException(
          RejectCode.LIMIT,
          "the sparse tensor '%s' of the dimensions %s is larger than %d elements"
              .formatted(name, dimensions, Growth.MOST_ELEMENTS));
    }
  }
}
