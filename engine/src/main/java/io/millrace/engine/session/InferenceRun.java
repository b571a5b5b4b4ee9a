package io.millrace.engine.session;

import java.nio.ByteBuffer;
import java.util.List;

/** The pinned buffers of one batch in flight; one thread runs it at a time. */
public interface InferenceRun extends AutoCloseable {

  /** Direct, native order; images one after the other. Always the same memory. */
  ByteBuffer input();

  /**
   * Direct, native order; the last run's outputs in the order in which they were asked for, each
   * with its images one after the other. Always the same list of the same memory.
   */
  List<ByteBuffer> outputs();

  /** The first of {@link #outputs}. */
  default ByteBuffer output() {
    return outputs().get(0);
  }

  /** Runs the first {@code images} images of the input. */
  void run(int images) throws InferenceException;

  /**
   * Asks an active run to end soon; it then fails. From any thread; without effect where the
   * runtime has no such means.
   */
  default void terminate() {}

  @Override
  void close();
}
