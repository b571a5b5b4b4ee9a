package io.millrace.engine.batch;

/**
 * What planning sets.
 *
 * @param cap the most images of a batch, B*
 * @param patience when a batch that is not full waits on a free device
 * @param spread whether a batch leaves the other devices their share of what waits, instead of
 *     taking all of it: where a run's time grows with its images and several devices serve, a few
 *     small batches side by side end before one large batch does
 */
public record Tuning(int cap, Patience patience, boolean spread) {

  /** When a batch that is not full waits on a free device. */
  public enum Patience {
    /** Never. */
    NONE,
    /** While one more image saves more than its arrival costs. */
    PAYS,
    /** Until the burst is over. */
    BURST
  }
}
