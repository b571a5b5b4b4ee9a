package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.model.VersionId;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One user of the host, for example a task slot. The host takes whatever it is given; a caller that
 * asks {@link #hasRoom} first keeps what is in flight within bounds.
 */
public final class Caller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

  private final ModelHost host;
  private final Runnable onProgress;
  private final boolean background;
  private final InFlight load;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final HeldBack heldBack = new HeldBack(inFlight);
  private volatile boolean closed;

  Caller(ModelHost host, Runnable onProgress, boolean background) {
    this.host = host;
    this.onProgress = onProgress;
    this.background = background;
    this.load = host.load(background);
  }

  /**
   * Hands an image over.
   *
   * @param image from its position to its limit; unchanged until the ticket is done
   * @param declaredType media type that the producer named, if any
   * @return null: that version is not loaded (any more), choose again
   */
  public @Nullable Ticket submit(
      @Nullable ByteBuffer image, @Nullable String declaredType, VersionId version) {
    Lane lane = leased(version);
    return lane == null
        ? null
        : submit(new Ticket(this, lane, image, declaredType, System.nanoTime()));
  }

  /**
   * Hands over what is the model's input already: nothing is decoded, resized or normalised.
   *
   * @param tensor from its position to its limit, row-major in the model's layout and element type,
   *     in native byte order; unchanged until the ticket is done
   * @return null: that version is not loaded (any more), choose again
   */
  public @Nullable Ticket submitTensor(ByteBuffer tensor, VersionId version) {
    Lane lane = leased(version);
    return lane == null ? null : submit(Ticket.ofTensor(this, lane, tensor, System.nanoTime()));
  }

  private @Nullable Lane leased(VersionId version) {
    if (closed) {
      throw new IllegalStateException("this caller is closed");
    }
    Lane lane = host.lane(version);
    return lane == null || !lane.leases().tryAcquire() ? null : lane;
  }

  private Ticket submit(Ticket ticket) {
    if (inFlight.getAndIncrement() == 0) {
      heldBack.inFlightChanged();
    }
    load.add(ticket);
    host.dispatcher().submit(ticket);
    return ticket;
  }

  /**
   * Whether one more image is of use now: fewer are in flight than keep the engine busy, and the
   * bytes of all callers are within their bound. Refuses instead of blocking, for a mailbox's
   * thread must go on; {@code onProgress} says when to ask again. A caller with nothing in flight
   * always has room, so that no one waits for another's progress. Constant time.
   *
   * <p>A background caller has half as much, and bytes of its own, so that it takes no room away
   * from those that are waited for.
   */
  public boolean hasRoom() {
    int mine = inFlight.get();
    boolean room = mine == 0 || (mine < bound().most() && load.hasRoom());
    heldBack.room(room);
    return room;
  }

  /**
   * Whether it would have submitted more had there been room; asked at every planning. What nobody
   * waits for says nothing of that.
   */
  boolean isHeldBack(long now) {
    return !background && heldBack.look(now);
  }

  /** Whether nobody waits for its images. */
  boolean isBackground() {
    return background;
  }

  /** Closes every batch that holds an image of this caller as soon as all of them are decoded. */
  public void flush(CloseReason why) {
    host.dispatcher().flush(this, why);
  }

  /** Images submitted and not done. */
  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Abandons what is in flight, at once: what is queued is dropped, what is in a batch is scored
   * and nobody told.
   */
  @Override
  public void close() {
    closed = true;
    host.forget(this);
    host.dispatcher().abandon(this);
  }

  private Room bound() {
    return background ? host.room().half() : host.room();
  }

  /**
   * Images of this caller, so many bytes of them, have their outcomes.
   *
   * @param others whether images wait that keep the engine busy; else the caller is awaited
   */
  void areDone(int images, long bytes, boolean others) {
    load.remove(images, bytes);
    int left = inFlight.addAndGet(-images);
    if (left == 0) {
      heldBack.inFlightChanged();
    }
    if (!others || !heldBack.lacksRoom() || left <= bound().low()) {
      tellProgress();
    }
  }

  void tellProgress() {
    if (closed) {
      return;
    }
    try {
      onProgress.run();
    } catch (RuntimeException e) {
      // A worker serves other callers too and must go on; the results are in the tickets.
      LOG.error("A caller failed to hear that its images are done", e);
    }
  }
}
