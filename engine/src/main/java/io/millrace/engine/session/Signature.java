package io.millrace.engine.session;

import java.util.List;
import java.util.Optional;

/** The inputs that a model requires and the outputs that it offers. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
  }
}
