package io.millrace.engine.host;

import io.millrace.engine.session.InferenceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The buffers of a lane, reused from batch to batch. Guarded by the dispatcher's lock. */
final class BufferPool {

  private static final Logger LOG = LoggerFactory.getLogger(BufferPool.class);

  private final ServedModel model;
  private final ArrayDeque<BatchBuffers> idle = new ArrayDeque<>();
  private final List<BatchBuffers> all = new ArrayList<>();
  private boolean memoryIsShort;

  /** Owns the buffers from now on. */
  BufferPool(ServedModel model, BatchBuffers first) {
    this.model = model;
    all.add(first);
    idle.add(first);
  }

  /** Buffers for one more batch; null where all are in use and memory is short. */
  @Nullable BatchBuffers take() {
    return idle.isEmpty() ? more() : idle.remove();
  }

  void giveBack(BatchBuffers buffers) {
    idle.add(buffers);
  }

  /** Direct memory of all of them. */
  long bytes() {
    return all.stream().mapToLong(BatchBuffers::bytes).sum();
  }

  /** Frees all of them; only when none is in use. */
  void close() {
    all.forEach(BatchBuffers::close);
  }

  /** Where memory is short the lane goes on with the buffers that it has. */
  private @Nullable BatchBuffers more() {
    if (memoryIsShort) {
      return null;
    }
    try {
      BatchBuffers buffers = model.newBuffers();
      all.add(buffers);
      return buffers;
    } catch (InferenceException | OutOfMemoryError e) {
      memoryIsShort = true;
      LOG.warn(
          "No memory for batch {} of {}; it runs fewer at once", all.size() + 1, model.id(), e);
      return null;
    }
  }
}
