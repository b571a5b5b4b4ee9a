package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.Plan;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.SessionLeases;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version on its way through the host: the images that wait for it, its open batch, its ready
 * ones. Every method is called under the dispatcher's lock, except {@link #close} and the getters
 * of what never changes.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final ServedModel model;
  private final BatchPlanner planner;
  private final SessionLeases leases;
  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
  private final ArrayDeque<Batch> ready = new ArrayDeque<>();
  private final ArrayDeque<BatchBuffers> idleBuffers = new ArrayDeque<>();
  private final List<BatchBuffers> allBuffers = new ArrayList<>();
  private @Nullable Batch open;
  private long nextSequence = 1;
  private long newest;
  private long wakeAt = Long.MAX_VALUE;
  private boolean memoryIsShort;
  private long flushThrough;
  private CloseReason flushReason = CloseReason.UNKNOWN;

  /**
   * @param onClosed told after the session and its buffers are freed
   */
  Lane(ServedModel model, BatchPlanner planner, Consumer<Lane> onClosed) {
    this.model = model;
    this.planner = planner;
    this.leases =
        new SessionLeases(
            () -> {
              close();
              onClosed.accept(this);
            });
  }

  VersionId id() {
    return model.id();
  }

  ServedModel model() {
    return model;
  }

  BatchPlanner planner() {
    return planner;
  }

  /** One lease per image that is not done. */
  SessionLeases leases() {
    return leases;
  }

  void add(Ticket ticket) {
    ticket.sequence = nextSequence++;
    newest = ticket.submitted();
    planner.arrived(newest);
    queue.add(ticket);
  }

  /** Buffers for one more batch in flight. */
  void give(BatchBuffers buffers) {
    allBuffers.add(buffers);
    idleBuffers.add(buffers);
  }

  @Nullable Batch pollReady() {
    return ready.poll();
  }

  /**
   * What a free worker can do for this lane: close the open batch where a rule says so, run it, or
   * decode the next image into it.
   */
  @Nullable Work poll(long now) {
    wakeAt = Long.MAX_VALUE;
    Batch batch = open;
    if (batch != null && batch.images() > 0) {
      closeIfDue(batch, now);
    }
    Batch next = ready.poll();
    if (next != null) {
      return new Work.Run(next);
    }
    return queue.isEmpty() ? null : decodeNext();
  }

  /** When to ask again if nothing happens; {@link Long#MAX_VALUE}: only an event can change it. */
  long wakeAt() {
    return wakeAt;
  }

  private void closeIfDue(Batch batch, long now) {
    if (flushIsDue(batch)) {
      seal(batch, flushReason);
    } else if (!queue.isEmpty()) {
      if (planner.hurried(batch.seen(newest), now)) {
        seal(batch, CloseReason.DEADLINE);
      }
    } else if (!batch.isDecoding()) {
      Plan plan = planner.plan(batch.seen(newest), now);
      if (plan instanceof Plan.Close close) {
        seal(batch, close.reason());
      } else if (plan instanceof Plan.Wait wait) {
        wakeAt = wait.until();
      }
    }
  }

  private Work.@Nullable Decode decodeNext() {
    Batch batch = openBatch();
    if (batch == null) {
      return null;
    }
    Ticket ticket = queue.remove();
    int slot = batch.reserve(ticket);
    if (batch.isFull()) {
      seal(batch, CloseReason.SIZE);
    }
    return new Work.Decode(batch, slot, ticket);
  }

  void decoded(Batch batch) {
    batch.decoded();
    moveOnIfSealed(batch);
  }

  void refused(Batch batch, int slot) {
    batch.refused(slot);
    moveOnIfSealed(batch);
  }

  /** Takes the buffers of a batch back and learns from its run. */
  void finished(Batch batch, int bucket, long runNanos) {
    idleBuffers.add(batch.buffers());
    if (runNanos > 0) {
      planner.fit().add(bucket, runNanos);
    }
  }

  /** Flushes what is here of one caller; false if nothing is. */
  boolean flush(Caller caller, CloseReason why) {
    long last = 0;
    for (Ticket ticket : queue) {
      if (ticket.caller() == caller) {
        last = ticket.sequence;
      }
    }
    if (last == 0 && open != null) {
      for (Ticket ticket : open.tickets()) {
        if (ticket != null && ticket.caller() == caller) {
          last = Math.max(last, ticket.sequence);
        }
      }
    }
    if (last > flushThrough) {
      flushThrough = last;
      flushReason = why;
    }
    return last > 0;
  }

  /** From now on every batch closes as soon as it can. */
  void drain() {
    flushThrough = Long.MAX_VALUE;
    flushReason = CloseReason.SWAP;
  }

  /** Takes the queued images of one caller, or of all, out of the lane. */
  List<Ticket> removeQueued(@Nullable Caller caller) {
    List<Ticket> removed = new ArrayList<>();
    queue.removeIf(ticket -> (caller == null || ticket.caller() == caller) && removed.add(ticket));
    return removed;
  }

  /** Takes every image out; only when no worker is left. */
  List<Ticket> removeAll() {
    List<Ticket> removed = removeQueued(null);
    if (open != null) {
      ready.add(open);
      open = null;
    }
    for (Batch batch : ready) {
      for (Ticket ticket : batch.tickets()) {
        if (ticket != null) {
          removed.add(ticket);
        }
      }
    }
    ready.clear();
    return removed;
  }

  private boolean flushIsDue(Batch batch) {
    Ticket next = queue.peek();
    return batch.firstSequence() <= flushThrough && (next == null || next.sequence > flushThrough);
  }

  private @Nullable Batch openBatch() {
    if (open == null) {
      BatchBuffers buffers = idleBuffers.isEmpty() ? moreBuffers() : idleBuffers.remove();
      open = buffers == null ? null : new Batch(this, buffers, planner.cap());
    }
    return open;
  }

  /** Where memory is short the lane goes on with the buffers that it has. */
  private @Nullable BatchBuffers moreBuffers() {
    if (memoryIsShort) {
      return null;
    }
    try {
      BatchBuffers buffers = model.newBuffers();
      allBuffers.add(buffers);
      return buffers;
    } catch (InferenceException | OutOfMemoryError e) {
      memoryIsShort = true;
      LOG.warn(
          "No memory for batch {} of {}; it runs fewer at once", allBuffers.size() + 1, id(), e);
      return null;
    }
  }

  private void seal(Batch batch, CloseReason why) {
    batch.seal(why);
    open = null;
    moveOnIfSealed(batch);
  }

  private void moveOnIfSealed(Batch batch) {
    if (batch.isSealed() && !batch.isDecoding()) {
      if (batch.images() > 0) {
        ready.add(batch);
      } else {
        idleBuffers.add(batch.buffers());
      }
    }
  }

  private void close() {
    try {
      allBuffers.forEach(BatchBuffers::close);
      model.session().close();
    } catch (RuntimeException e) {
      // Whoever ended the last lease is a worker or a loader, and has other work to do.
      LOG.error("{} did not close; its memory is lost until the process ends", id(), e);
    }
  }
}
