package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.model.VersionId;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One user of the host, for example a task slot. Bounding what is in flight is its own duty. */
public final class Caller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

  private final ModelHost host;
  private final Runnable onProgress;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean closed;

  Caller(ModelHost host, Runnable onProgress) {
    this.host = host;
    this.onProgress = onProgress;
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
    if (closed) {
      throw new IllegalStateException("this caller is closed");
    }
    Lane lane = host.lane(version);
    if (lane == null || !lane.leases().tryAcquire()) {
      return null;
    }
    inFlight.incrementAndGet();
    Ticket ticket = new Ticket(this, lane, image, declaredType, System.nanoTime());
    host.dispatcher().submit(ticket);
    return ticket;
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
    host.dispatcher().abandon(this);
  }

  void oneIsDone() {
    inFlight.decrementAndGet();
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
