package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.batch.BatchPolicy;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.MemoryLimit;
import io.millrace.engine.batch.Observed;
import io.millrace.engine.batch.Plan;
import io.millrace.engine.batch.Replanner;
import io.millrace.engine.batch.ServiceTimeFit;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.batch.TuningSearch;
import io.millrace.engine.host.HostSnapshot.LaneSnapshot;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.SessionLeases;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  private final ServiceTimeFit fit;
  private final BatchPolicy policy;
  private final @Nullable Replanner replanner;
  private final MemoryLimit memory;
  private final int servers;
  private final SessionLeases leases;
  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
  private final ArrayDeque<Batch> ready = new ArrayDeque<>();
  private final BufferPool buffers;
  private final AtomicInteger awaited = new AtomicInteger();
  private @Nullable Batch open;
  private long nextSequence = 1;
  private long newest;
  private long wakeAt = Long.MAX_VALUE;
  private int running;
  private long lastRunEnded = Long.MIN_VALUE;
  private long flushThrough;
  private CloseReason flushReason = CloseReason.UNKNOWN;

  /**
   * A lane that serves.
   *
   * @param policy with a {@link BatchPlanner} the lane can be planned
   * @param workers threads that may run its batches
   * @param onClosed told after the session and its buffers are freed
   */
  Lane(LoadGate.Passed passed, BatchPolicy policy, int workers, Consumer<Lane> onClosed) {
    this.model = passed.model();
    this.fit = passed.fit();
    this.memory = passed.memory();
    this.policy = policy;
    this.servers = model.runsSideBySide() ? workers : 1;
    this.replanner =
        policy instanceof BatchPlanner
            ? new Replanner(new TuningSearch(model.buckets(), servers))
            : null;
    this.leases =
        new SessionLeases(
            () -> {
              close();
              onClosed.accept(this);
            });
    this.buffers = new BufferPool(model, passed.buffers());
  }

  VersionId id() {
    return model.id();
  }

  ServedModel model() {
    return model;
  }

  ServiceTimeFit fit() {
    return fit;
  }

  /** The most images of a batch: what is planned, within what memory has room for. */
  int cap() {
    return Math.min(policy.cap(), memory.cap());
  }

  Tuning tuning() {
    return policy instanceof BatchPlanner planner
        ? planner.tuning()
        : new Tuning(policy.cap(), Tuning.Patience.NONE, false);
  }

  /**
   * Plans anew, on the thread that calls; the lock is held only to look and to adopt. True where
   * something has changed.
   */
  boolean plan(Dispatcher dispatcher) {
    if (replanner == null || !(policy instanceof BatchPlanner planner)) {
      return false;
    }
    Observed observed = dispatcher.locked(() -> planner.observe(System.nanoTime()));
    Tuning before = planner.tuning();
    Tuning after = replanner.next(observed, before);
    if (after.equals(before)) {
      return false;
    }
    dispatcher.locked(() -> planner.adopt(after));
    LOG.debug("{} is tuned from {} to {}", id(), before, after);
    return true;
  }

  LaneSnapshot snapshot() {
    return new LaneSnapshot(
        id(),
        fit.alpha() / 1000,
        fit.tau0() / 1000,
        cap(),
        tuning(),
        queue.size(),
        leases.outstanding(),
        buffers.bytes());
  }

  /** One lease per image that is not done. */
  SessionLeases leases() {
    return leases;
  }

  void add(Ticket ticket) {
    ticket.sequence = nextSequence++;
    newest = ticket.submitted();
    policy.arrived(newest);
    queue.add(ticket);
  }

  /** Images that are not done, of callers that wait for them; safe without the lock. */
  AtomicInteger awaited() {
    return awaited;
  }

  /** Whether nobody waits for what is here: only spare time goes to it. */
  boolean isBackground() {
    return awaited.get() == 0;
  }

  /** Whether a worker may find something to do here. */
  boolean hasWork() {
    return open != null || !queue.isEmpty() || !ready.isEmpty();
  }

  boolean isRunning() {
    return running > 0;
  }

  @Nullable Batch pollReady() {
    // On a device of its own one batch waits while another runs, so that it never stands still.
    if (running > servers) {
      return null;
    }
    Batch next = ready.poll();
    running += next == null ? 0 : 1;
    return next;
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
    Batch next = pollReady();
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
    } else if (running + ready.size() >= servers) {
      // Every device is busy: what arrives meanwhile is the next batch.
      return;
    } else if (!queue.isEmpty()) {
      CloseReason overdue = policy.overdue(batch.seen(newest), now);
      if (overdue != null) {
        seal(batch, overdue);
      }
    } else if (!batch.isDecoding()) {
      Plan plan = policy.plan(batch.seen(newest), now);
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
    } else if (leavesOthersTheirShare(batch)) {
      seal(batch, CloseReason.IDLE);
    }
    return new Work.Decode(batch, slot, ticket);
  }

  /** Whether the images behind this batch are another device's, which need not wait for it. */
  private boolean leavesOthersTheirShare(Batch batch) {
    return !queue.isEmpty() && batch.images() >= policy.share(batch.images() + queue.size());
  }

  void decoded(Batch batch, Ticket ticket) {
    batch.decoded();
    if (batch.isGivenUp()) {
      startAnew(ticket);
    } else {
      moveOnIfSealed(batch);
    }
  }

  void refused(Batch batch, int slot) {
    batch.refused(slot);
    if (!batch.isGivenUp()) {
      moveOnIfSealed(batch);
    }
  }

  /** A thread hangs in a slot of this batch: its memory is not used again, its images are. */
  void giveUp(Batch batch, int hangingSlot) {
    List<Ticket> decoded = batch.giveUp(hangingSlot);
    for (int i = decoded.size() - 1; i >= 0; i--) {
      startAnew(decoded.get(i));
    }
    if (open == batch) {
      open = null;
    }
  }

  private void startAnew(Ticket ticket) {
    ticket.decodeEnded = 0;
    queue.addFirst(ticket);
  }

  /** Takes the buffers of a batch back and learns from its run. */
  void finished(BatchRunner runner, long now) {
    Batch batch = runner.batch();
    running--;
    buffers.giveBack(batch.buffers());
    if (runner.exhaustedAt() > 0) {
      memory.exhausted(runner.exhaustedAt(), now);
      LOG.warn("Memory is short: batches of {} hold at most {} images", id(), memory.cap());
    } else if (runner.runNanos() > 0) {
      memory.ran(runner.bucket(), now);
    }
    if (runner.runNanos() > 0) {
      long nanos = deviceNanos(runner, now);
      fit.add(runner.bucket(), nanos);
      // Where the devices are the workers, decoding uses their time too.
      policy.ran(runner.tickets().length, nanos, model.runsSideBySide() ? batch.decodeNanos() : 0);
    }
    lastRunEnded = now;
  }

  /** On a device of its own a run may have waited for the one before it; that is not its time. */
  private long deviceNanos(BatchRunner runner, long now) {
    if (model.runsSideBySide() || lastRunEnded == Long.MIN_VALUE) {
      return runner.runNanos();
    }
    return Math.max(1, Math.min(runner.runNanos(), now - lastRunEnded));
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

  boolean isDraining() {
    return flushThrough == Long.MAX_VALUE;
  }

  /** Takes queued images out of the lane. */
  List<Ticket> removeQueued(Predicate<Ticket> which) {
    List<Ticket> removed = new ArrayList<>();
    queue.removeIf(ticket -> which.test(ticket) && removed.add(ticket));
    return removed;
  }

  /** Takes every image out that is not done; only when no worker is left. */
  List<Ticket> removeAll() {
    List<Ticket> removed = removeQueued(ticket -> true);
    if (open != null) {
      ready.add(open);
      open = null;
    }
    for (Batch batch : ready) {
      for (Ticket ticket : batch.tickets()) {
        if (ticket != null && !ticket.done()) {
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
      BatchBuffers free = buffers.take();
      open = free == null ? null : new Batch(this, free, cap());
    }
    return open;
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
        buffers.giveBack(batch.buffers());
      }
    }
  }

  private void close() {
    try {
      buffers.close();
      model.session().close();
    } catch (RuntimeException e) {
      // Whoever ended the last lease is a worker or a loader, and has other work to do.
      LOG.error("{} did not close; its memory is lost until the process ends", id(), e);
    }
  }
}
