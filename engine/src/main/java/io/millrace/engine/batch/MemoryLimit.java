package io.millrace.engine.batch;

/**
 * The largest batch that the device's memory has room for, learned from the runs that had none:
 * halved when a run finds no memory, remembered, and doubled again on trial after a while. A trial
 * that fails doubles the time until the next, up to an hour. Not safe for threads.
 */
public final class MemoryLimit {

  private static final long FIRST_TRIAL = 30_000_000_000L;
  private static final long RAREST_TRIAL = 3_600_000_000_000L;

  private final int max;
  private int cap;
  private long pause = FIRST_TRIAL;
  private long trialAt = Long.MAX_VALUE;
  private boolean onTrial;

  public MemoryLimit(int max) {
    this.max = max;
    this.cap = max;
  }

  /** The most images of a batch. */
  public int cap() {
    return cap;
  }

  /** A run of {@code images} found no memory. */
  public void exhausted(int images, long now) {
    if (onTrial) {
      pause = Math.min(2 * pause, RAREST_TRIAL);
    }
    onTrial = false;
    cap = Math.max(1, Math.min(cap, images / 2));
    trialAt = now + pause;
  }

  /** A run of {@code images} found memory. */
  public void ran(int images, long now) {
    if (onTrial && images > cap / 2) {
      onTrial = false;
      pause = FIRST_TRIAL;
      trialAt = cap < max ? now + pause : Long.MAX_VALUE;
    }
    if (!onTrial && cap < max && now >= trialAt) {
      onTrial = true;
      cap = Math.min(2 * cap, max);
    }
  }
}
