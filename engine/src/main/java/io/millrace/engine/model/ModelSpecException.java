package io.millrace.engine.model;

import java.util.List;

/** {@code model.json} cannot be used; says every reason at once. */
public final class ModelSpecException extends Exception {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ModelSpecException(List<String> problems) {
    super("model.json: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
