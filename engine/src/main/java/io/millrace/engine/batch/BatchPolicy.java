package io.millrace.engine.batch;

import org.jspecify.annotations.Nullable;

/**
 * Decides when an open batch closes. A lane asks only while a device is free: while all are busy
 * images accumulate. Not safe for threads; the lane's lock guards it.
 */
public interface BatchPolicy {

  /** The most images of a batch at present. */
  int cap();

  /** How many of {@code waiting} images the next batch takes; from 1 to {@link #cap}. */
  int share(int waiting);

  /** An image was submitted. */
  void arrived(long now);

  /**
   * A batch ran.
   *
   * @param runNanos of the device
   * @param decodeNanos of all its images together
   */
  void ran(int images, long runNanos, long decodeNanos);

  /**
   * Why a batch must close although images are at hand that could be added, or null if it need not.
   */
  @Nullable CloseReason overdue(OpenBatch batch, long now);

  /** The plan for a batch to which nothing can be added at once. */
  Plan plan(OpenBatch batch, long now);
}
