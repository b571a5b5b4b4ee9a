package io.millrace.engine.batch;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;
import org.jspecify.annotations.Nullable;

/**
 * The plain policy that most servers have: a batch closes at a size, or when its oldest image has
 * waited for so long. It learns nothing and is here to be compared with, and for whoever wants it.
 */
public final class FixedPolicy implements BatchPolicy {

  private final int size;
  private final long lingerNanos;

  public FixedPolicy(int size, long lingerNanos) {
    if (size < 1 || lingerNanos < 0) {
      throw new IllegalArgumentException("size " + size + ", linger " + lingerNanos + " ns");
    }
    this.size = size;
    this.lingerNanos = lingerNanos;
  }

  @Override
  public int cap() {
    return size;
  }

  @Override
  public int share(int waiting) {
    return Math.min(waiting, size);
  }

  @Override
  public void arrived(long now) {}

  @Override
  public void ran(int images, long runNanos, long decodeNanos) {}

  @Override
  public @Nullable CloseReason overdue(OpenBatch batch, long now) {
    return now - batch.oldest() >= lingerNanos ? CloseReason.LINGER : null;
  }

  @Override
  public Plan plan(OpenBatch batch, long now) {
    if (batch.size() >= size) {
      return new Close(CloseReason.SIZE);
    }
    CloseReason overdue = overdue(batch, now);
    return overdue == null ? new Wait(batch.oldest() + lingerNanos) : new Close(overdue);
  }
}
