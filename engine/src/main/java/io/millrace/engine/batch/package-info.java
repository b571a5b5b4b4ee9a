/**
 * When a batch closes: pure arithmetic, without clock, thread or framework.
 *
 * <p>A {@link io.millrace.engine.batch.BatchPolicy} is asked by a lane whose device is free and
 * answers close, with a reason, or wait, until when. {@link io.millrace.engine.batch.BatchPlanner}
 * learns how long a run takes ({@link io.millrace.engine.batch.ServiceTimeFit}) and how images
 * arrive, and is tuned: {@link io.millrace.engine.batch.TuningSearch} simulates the queue on what
 * was observed and finds the cap and the patience with the least p99. {@link
 * io.millrace.engine.batch.FixedPolicy} is there to be compared with. {@link
 * io.millrace.engine.batch.MemoryLimit} learns what the device's memory has room for. All times are
 * nanoseconds of one monotonic clock that the lane hands in.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.batch;
