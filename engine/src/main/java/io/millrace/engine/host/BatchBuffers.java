package io.millrace.engine.host;

import io.millrace.engine.image.Slots;
import io.millrace.engine.session.InferenceRun;

/** The memory of one batch: what the session reads and writes, and its places for images. */
record BatchBuffers(InferenceRun run, Slots slots) implements AutoCloseable {

  @Override
  public void close() {
    slots.close();
    run.close();
  }
}
