package io.millrace.engine.file;

import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which operators are called how often, in the model and in each of its functions. Runtimes put a
 * function's body in place of each call, so a few functions that call each other can stand for more
 * operators than any machine holds.
 */
final class Calls {

  /** Most operators of a model once its functions are inlined. */
  static final long MOST_OPERATORS = 1_000_000;

  /** An operator, or a function of the model. */
  record Operator(String domain, String name) {
    @Override
    public String toString() {
      return domain + "::" + name;
    }
  }

  private final Map<Operator, Map<Operator, Long>> functions = new HashMap<>();
  private final Map<Operator, Long> main = new HashMap<>();

  /** Where the calls of a function are counted. */
  Map<Operator, Long> function(Operator function) {
    return functions.computeIfAbsent(function, f -> new HashMap<>());
  }

  /** Where the calls of the graph are counted. */
  Map<Operator, Long> main() {
    return main;
  }

  /** Every operator that is called anywhere and is no function of the model. */
  Set<Operator> operators() {
    Set<Operator> all = new HashSet<>(main.keySet());
    functions.values().forEach(body -> all.addAll(body.keySet()));
    all.removeAll(functions.keySet());
    return all;
  }

  void checkSize() throws SessionException {
    long all = size(main, new HashMap<>(), new HashSet<>());
    if (all > MOST_OPERATORS) {
      throw new SessionException(
          RejectCode.LIMIT,
          "it has more than " + MOST_OPERATORS + " operators once its functions are inlined");
    }
  }

  private long size(Map<Operator, Long> body, Map<Operator, Long> known, Set<Operator> open)
      throws SessionException {
    long sum = 0;
    for (Map.Entry<Operator, Long> call : body.entrySet()) {
      long one = functions.containsKey(call.getKey()) ? size(call.getKey(), known, open) : 1;
      // Both are at most a little over a million, so neither step can overflow.
      sum = Math.min(MOST_OPERATORS + 1, sum + one * Math.min(call.getValue(), MOST_OPERATORS + 1));
    }
    return sum;
  }

  private long size(Operator function, Map<Operator, Long> known, Set<Operator> open)
      throws SessionException {
    Long before = known.get(function);
    if (before != null) {
      return before;
    }
    if (!open.add(function) || open.size() > 100) {
      throw new SessionException(
          RejectCode.LIMIT, "its function " + function + " calls itself, or too deep a chain");
    }
    long size = size(function(function), known, open);
    open.remove(function);
    known.put(function, size);
    return size;
  }
}
