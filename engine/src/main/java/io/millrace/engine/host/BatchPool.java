package io.millrace.engine.host;

import io.millrace.engine.session.InferenceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The batches of a lane with their memory; as many as were ever in flight at once. */
final class BatchPool {

  private static final Logger LOG = LoggerFactory.getLogger(BatchPool.class);

  private final Lane lane;
  private final ArrayDeque<Batch> idle = new ArrayDeque<>();
  private final List<Batch> all = new ArrayList<>();
  private boolean memoryIsShort;

  /** Starts with the batches that there is memory for. */
  BatchPool(Lane lane, List<BatchBuffers> first) {
    this.lane = lane;
    first.forEach(buffers -> giveBack(add(buffers)));
  }

  private Batch add(BatchBuffers buffers) {
    Batch batch = new Batch(lane, buffers);
    all.add(batch);
    return batch;
  }

  /** An empty batch, or null where memory is short; the lane then goes on with those it has. */
  @Nullable Batch take(int cap) {
    Batch batch = idle.isEmpty() ? oneMore() : idle.pop();
    if (batch != null) {
      batch.open(cap);
    }
    return batch;
  }

  void giveBack(Batch batch) {
    batch.clear();
    idle.push(batch);
  }

  private @Nullable Batch oneMore() {
    if (memoryIsShort) {
      return null;
    }
    try {
      return add(lane.model().newBuffers());
    } catch (InferenceException | OutOfMemoryError e) {
      memoryIsShort = true;
      LOG.warn("No memory for batch {} of {}; it runs fewer at once", all.size() + 1, lane.id(), e);
      return null;
    }
  }

  /** Direct memory of all of them. */
  long bytes() {
    long bytes = 0;
    for (Batch batch : all) {
      bytes += batch.buffers().bytes();
    }
    return bytes;
  }

  /** Takes the images that are not done out of every batch. */
  List<Ticket> removeUndone() {
    List<Ticket> undone = new ArrayList<>();
    for (Batch batch : all) {
      undone.addAll(batch.undone());
      batch.clear();
    }
    return undone;
  }

  void close() {
    all.forEach(batch -> batch.buffers().close());
  }
}
