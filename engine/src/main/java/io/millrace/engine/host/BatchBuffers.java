package io.millrace.engine.host;

import io.millrace.engine.image.Slots;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;

/** The memory of one batch: what the session reads and writes, and its places for images. */
record BatchBuffers(InferenceRun run, Slots slots) implements AutoCloseable {

  /**
   * Runs {@code size} images of which the first {@code images} count. What is left of an earlier
   * batch in the places behind them must not decide whether this run fails, so the first image
   * stands there.
   */
  void run(int images, int size) throws InferenceException {
    for (int place = images; place < size; place++) {
      slots.copy(0, place);
    }
    run.run(size);
  }

  /** Direct memory that it holds. */
  long bytes() {
    return (long) run.input().capacity() + run.output().capacity();
  }

  @Override
  public void close() {
    slots.close();
    run.close();
  }
}
