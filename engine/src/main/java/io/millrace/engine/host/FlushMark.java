package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * How far a lane is to be flushed: batches that hold an image up to the mark close as soon as no
 * other such image waits.
 */
final class FlushMark {

  private long through;
  private CloseReason reason = CloseReason.UNKNOWN;

  /** Moves the mark on to this place in the lane's order; it never goes back. */
  void raise(long sequence, CloseReason why) {
    if (sequence > through) {
      through = sequence;
      reason = why;
    }
  }

  /** Moves the mark beyond all that may come. */
  void raiseToEnd(CloseReason why) {
    raise(Long.MAX_VALUE, why);
  }

  boolean isAtEnd() {
    return through == Long.MAX_VALUE;
  }

  /** Whether a batch must close before the next image of the queue goes into it. */
  boolean isDue(Batch batch, @Nullable Ticket next) {
    return batch.firstSequence() <= through && (next == null || next.sequence > through);
  }

  CloseReason reason() {
    return reason;
  }
}
