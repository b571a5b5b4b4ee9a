/**
 * When a batch closes: pure arithmetic, without clock, thread or framework.
 *
 * <p>{@link io.millrace.engine.batch.BatchPlanner} is asked by a lane whose device is free and
 * answers close, with a reason, or wait, until when. It learns how long a run takes ({@link
 * io.millrace.engine.batch.ServiceTimeFit}) and how fast images arrive ({@link
 * io.millrace.engine.batch.ArrivalGap}). All times are nanoseconds of one monotonic clock that the
 * lane hands in.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.batch;
