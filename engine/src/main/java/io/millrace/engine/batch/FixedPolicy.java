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

  /**
   * Never: the linger is for images that may yet arrive. Those that are here only wait for their
   * decoding, and under load, where the oldest has always waited longer than that, every batch
   * would close with the first of them.
   */
  @Override
  public @Nullable CloseReason overdue(OpenBatch batch, long now) {
    return null;
  }

  @Override
  public Plan plan(OpenBatch batch, long now) {
    if (batch.size() >= size) {
      return new Close(CloseReason.SIZE);
    }
    return now - batch.oldest() >= lingerNanos
        ? new Close(CloseReason.LINGER)
        : new Wait(batch.oldest() + lingerNanos);
  }
}
