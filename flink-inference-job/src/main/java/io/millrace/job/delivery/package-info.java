/**
 * Exactly-once as it has to be: checked before the start, and failing where it is broken.
 *
 * <p>{@link io.millrace.job.delivery.Preflight} compares the time that a transaction may stay open
 * with the time that checkpoints and restarts may take, and asks the broker. {@link
 * io.millrace.job.delivery.GuardedSink} wraps Flink's Kafka sink, which only logs when a
 * transaction can no longer be committed: here a transaction goes
 *
 * <pre>
 * written -> pre-committed (in a checkpoint) -> committed
 *                        \-> refused by the broker -> its last record is readable: it was committed
 *                                                 \-> it is not: predictions are lost, the job ends
 * </pre>
 *
 * <p>{@link io.millrace.job.delivery.RewindGuard} ends a job that was started from anything but its
 * last checkpoint.
 */
@NullMarked
package io.millrace.job.delivery;

import org.jspecify.annotations.NullMarked;
