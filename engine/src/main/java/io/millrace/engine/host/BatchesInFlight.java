package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches of a lane on their way: one that is open, those that are ready, those that run. */
final class BatchesInFlight {

  private final BatchPool pool;
  private final int servers;
  private final ArrayDeque<Batch> ready = new ArrayDeque<>();
  private @Nullable Batch open;
  private int running;

  /**
   * None is on its way.
   *
   * @param servers devices that run batches side by side
   */
  BatchesInFlight(BatchPool pool, int servers) {
    this.pool = pool;
    this.servers = servers;
  }

  /** The batch that fills, if there is one. */
  @Nullable Batch open() {
    return open;
  }

  /** The batch that fills, a new one if need be; null where there is no memory for it. */
  @Nullable Batch openOne(int cap) {
    if (open == null) {
      open = pool.take(cap);
    }
    return open;
  }

  /** Whether a batch that closed now would wait. */
  boolean keepAllDevicesBusy() {
    return running + ready.size() >= servers;
  }

  boolean anyReady() {
    return !ready.isEmpty();
  }

  boolean anyRunning() {
    return running > 0;
  }

  /** The next batch to run, which runs from now on. */
  @Nullable Batch pollReady() {
    // On a device of its own one batch waits while another runs, so that it never stands still.
    if (running > servers) {
      return null;
    }
    Batch next = ready.poll();
    running += next == null ? 0 : 1;
    return next;
  }

  /** Closes the open batch. */
  void seal(Batch batch, CloseReason why) {
    batch.seal(why);
    open = null;
    moveOnIfSealed(batch);
  }

  /** To be told when a batch that was decoding may no longer be. */
  void moveOnIfSealed(Batch batch) {
    if (batch.isSealed() && !batch.isDecoding()) {
      if (batch.images() > 0) {
        ready.add(batch);
      } else {
        pool.giveBack(batch);
      }
    }
  }

  void hasRun(Batch batch) {
    running--;
    pool.giveBack(batch);
  }

  /** Nothing more goes into this batch, and it will never run. */
  void abandon(Batch batch) {
    if (open == batch) {
      open = null;
    }
  }

  /** Takes the images that are not done out of every batch; nothing is on its way then. */
  List<Ticket> removeUndone() {
    ready.clear();
    open = null;
    return pool.removeUndone();
  }
}
