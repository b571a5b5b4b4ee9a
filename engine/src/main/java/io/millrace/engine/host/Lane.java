package io.millrace.engine.host;

import io.millrace.engine.batch.BatchPolicy;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.Plan;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.host.HostSnapshot.LaneSnapshot;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.SessionLeases;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version on its way through the host: the images that wait for it, its open batch, its ready
 * ones. Every method is called under the dispatcher's lock, except {@link #plan} and the getters of
 * what never changes.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final ServedModel model;
  private final Pace pace;
  private final BatchPolicy policy;
  private final SessionLeases leases;
  private final BatchPool pool;
  private final FlushMark flush = new FlushMark();
  private final DecodePace decodePace = new DecodePace();
  private final WaitingImages queue = new WaitingImages();
  private final BatchesInFlight batches;
  private int awaited;
  private long newest;
  private long wakeAt = Long.MAX_VALUE;

  /**
   * A lane that serves.
   *
   * @param workers threads that may run its batches
   * @param free called once when its last image is done and no more will come, by whoever ends that
   */
  Lane(LoadGate.Passed passed, BatchPolicy policy, int workers, Consumer<Lane> free) {
    this.model = passed.model();
    this.policy = policy;
    int servers = model.runsSideBySide() ? workers : 1;
    this.pace = new Pace(passed, policy, servers);
    this.pool = new BatchPool(this, passed.buffers());
    this.batches = new BatchesInFlight(pool, servers);
    this.leases = new SessionLeases(() -> free.accept(this));
  }

  VersionId id() {
    return model.id();
  }

  ServedModel model() {
    return model;
  }

  /** One lease per image that is not done. */
  SessionLeases leases() {
    return leases;
  }

  double alphaMicros() {
    return pace.fit().alpha() / 1000;
  }

  double tau0Micros() {
    return pace.fit().tau0() / 1000;
  }

  int cap() {
    return pace.cap();
  }

  Tuning tuning() {
    return pace.tuning();
  }

  /** Plans anew, on the thread that calls; true where something has changed. */
  boolean plan(Dispatcher dispatcher, boolean heldBack) {
    return pace.plan(dispatcher, heldBack);
  }

  LaneSnapshot snapshot() {
    return new LaneSnapshot(
        id(),
        alphaMicros(),
        tau0Micros(),
        cap(),
        tuning(),
        queue.size(),
        leases.outstanding(),
        pool.bytes());
  }

  void add(Ticket ticket) {
    newest = ticket.submitted();
    policy.arrived(newest);
    queue.add(ticket);
    awaited += isAwaited(ticket) ? 1 : 0;
  }

  private static boolean isAwaited(Ticket ticket) {
    return !ticket.caller().isBackground();
  }

  /** Whether somebody waits for an image here; else only spare time goes to it. */
  boolean isAwaited() {
    return awaited > 0;
  }

  private void leave(Iterable<Ticket> tickets) {
    for (Ticket ticket : tickets) {
      awaited -= isAwaited(ticket) ? 1 : 0;
    }
  }

  @Nullable Batch pollReady() {
    return batches.pollReady();
  }

  /**
   * What a free worker can do for this lane: close the open batch where a rule says so, run it, or
   * decode the next images into it.
   *
   * @param hand of the worker, empty
   */
  @Nullable Work poll(Decodes hand, long now) {
    wakeAt = Long.MAX_VALUE;
    Batch batch = batches.open();
    if (batch != null && batch.images() > 0) {
      closeIfDue(batch, now);
    }
    Batch next = batches.pollReady();
    if (next != null) {
      return next;
    }
    return !queue.isEmpty() && decodeNext(hand) ? hand : null;
  }

  /** When to ask again if nothing happens; {@link Long#MAX_VALUE}: only an event can change it. */
  long wakeAt() {
    return wakeAt;
  }

  private void closeIfDue(Batch batch, long now) {
    if (flush.isDue(batch, queue.peek())) {
      batches.seal(batch, flush.reason());
    } else if (batches.keepAllDevicesBusy()) {
      // Every device is busy: what arrives meanwhile is the next batch.
      return;
    } else if (!queue.isEmpty()) {
      CloseReason overdue = policy.overdue(batch.seen(newest), now);
      if (overdue != null) {
        batches.seal(batch, overdue);
      }
    } else if (!batch.isDecoding()) {
      Plan plan = policy.plan(batch.seen(newest), now);
      if (plan instanceof Plan.Close close) {
        batches.seal(batch, close.reason());
      } else if (plan instanceof Plan.Wait wait) {
        wakeAt = wait.until();
      }
    }
  }

  /** Gives a worker as many images of one batch as it may take in one go. */
  private boolean decodeNext(Decodes hand) {
    Batch batch = batches.openOne(cap());
    if (batch == null) {
      return false;
    }
    hand.open(batch);
    double bytes = decodePace.bytesInOneGo();
    @Nullable Ticket next;
    do {
      Ticket ticket = queue.remove();
      bytes -= ticket.bytes();
      hand.add(ticket, batch.reserve(ticket));
      sealIfEnough(batch);
      next = queue.peek();
    } while (!batch.isSealed() && !hand.isFull() && next != null && next.bytes() <= bytes);
    return true;
  }

  private void sealIfEnough(Batch batch) {
    if (batch.isFull()) {
      batches.seal(batch, CloseReason.SIZE);
    } else if (flush.isDue(batch, queue.peek())) {
      batches.seal(batch, flush.reason());
    } else if (leavesOthersTheirShare(batch)) {
      batches.seal(batch, CloseReason.IDLE);
    }
  }

  /** Whether the images behind this batch are another device's, which need not wait for it. */
  private boolean leavesOthersTheirShare(Batch batch) {
    return !queue.isEmpty() && batch.images() >= policy.share(batch.images() + queue.size());
  }

  /** Takes over what a worker has decoded, and learns how long that takes. */
  void decoded(Decodes hand) {
    Batch batch = hand.batch();
    if (batch.isGivenUp()) {
      queue.putBack(hand.clear());
      return;
    }
    long nanos = 0;
    long bytes = 0;
    int images = 0;
    for (int place = 0; place < hand.size(); place++) {
      Ticket ticket = hand.ticket(place);
      if (ticket != null) {
        nanos += ticket.decodeEnded - ticket.decodeBegan;
        bytes += ticket.bytes();
        batch.decoded(hand.slot(place));
        images++;
      }
    }
    decodePace.took(nanos, bytes);
    hand.forget();
    if (images > 0) {
      batches.moveOnIfSealed(batch);
    }
  }

  /** The image at this place of a worker's hand is refused: its slot is free. */
  void refused(Decodes hand, int place) {
    Batch batch = hand.batch();
    leave(List.of(hand.currentTicket()));
    hand.remove(place);
    if (!batch.isGivenUp()) {
      batch.refused(hand.slot(place));
      batches.moveOnIfSealed(batch);
    }
  }

  /**
   * A worker hangs in the image that it began last: the memory of that batch is not used again, its
   * images are.
   */
  void giveUp(Decodes hand) {
    Batch batch = hand.batch();
    leave(List.of(hand.currentTicket()));
    hand.remove(hand.current());
    List<Ticket> again = hand.clear();
    again.addAll(batch.giveUp());
    queue.putBack(again);
    batches.abandon(batch);
  }

  /** Takes the memory of a batch back and learns from its run. */
  void finished(BatchRunner runner, long now) {
    pace.ran(runner, now);
    batches.hasRun(runner.batch());
    leave(Arrays.asList(runner.tickets()));
  }

  /** Whether a worker more would find something to do. */
  boolean hasWork() {
    return !queue.isEmpty() || batches.anyReady();
  }

  /** Whether there is an image that is not in a worker's hands. */
  boolean holdsImages() {
    return hasWork() || batches.open() != null;
  }

  boolean isRunning() {
    return batches.anyRunning();
  }

  /** Flushes what is here of one caller; false if nothing is. */
  boolean flush(Caller caller, CloseReason why) {
    long last = queue.lastOf(caller);
    Batch open = batches.open();
    if (last == 0 && open != null) {
      last = open.lastOf(caller);
    }
    flush.raise(last, why);
    return last > 0;
  }

  /** From now on every batch closes as soon as it can. */
  void drain() {
    flush.raiseToEnd(CloseReason.SWAP);
  }

  boolean isDraining() {
    return flush.isAtEnd();
  }

  /** Takes queued images out of the lane. */
  List<Ticket> removeQueued(Predicate<Ticket> which) {
    List<Ticket> removed = queue.removeAll(which);
    leave(removed);
    return removed;
  }

  /** Takes every image out that is not done; only when no worker is left. */
  List<Ticket> removeAll() {
    List<Ticket> removed = removeQueued(ticket -> true);
    removed.addAll(batches.removeUndone());
    return removed;
  }

  /** Frees the session and its buffers; only after the last lease. */
  void close() {
    try {
      pool.close();
      model.session().close();
    } catch (RuntimeException e) {
      LOG.error("{} did not close; its memory is lost until the process ends", id(), e);
    }
  }
}
