package io.millrace.engine.session;

import java.util.List;

/** A loaded model, shared by threads. */
public interface InferenceSession extends AutoCloseable {

  Signature signature();

  /** Execution provider: cpu, cuda:0, tensorrt:0. */
  String provider();

  /** Whether a batch size that never ran costs no more than one that did, as on a CPU. */
  boolean shapesAreFree();

  /**
   * Makes the buffers of one batch in flight.
   *
   * @param input the model's one input, with every side but the batch axis fixed
   * @param outputs the outputs that are read, likewise
   * @param capacity the most images of a run
   */
  InferenceRun newRun(TensorSpec input, List<TensorSpec> outputs, int capacity)
      throws InferenceException;

  /** A run of which one output is read. */
  default InferenceRun newRun(TensorSpec input, TensorSpec output, int capacity)
      throws InferenceException {
    return newRun(input, List.of(output), capacity);
  }

  /** Frees the model. No run may be active: see {@link SessionLeases}. */
  @Override
  void close();
}
