/**
 * The micro-batching operator.
 *
 * <p>{@link io.millrace.job.operator.InferenceOperator} takes raw records in, hands their images to
 * the process-wide engine and emits what comes back in input order. It keeps nothing across a
 * checkpoint barrier: before the barrier passes, everything in flight is finished and emitted, so
 * the source's offsets alone are the checkpoint and a restart neither loses nor skips an image.
 * Watermarks queue among the records and never overtake them.
 *
 * <p>A record goes
 *
 * <pre>
 * raw -> Intake -> Scoring (in the engine) -> Ending -> prediction -> Shadows (in spare time) -> aside
 *              |      ^ again, by stable  |          \-> dead letter
 *              |      \-- Trials <-- canary failed
 *              \-> Condemned -----------------------> dead letter
 * </pre>
 *
 * <p>{@link io.millrace.job.operator.Trials} keeps versions on trial from doing harm: what a canary
 * fails on goes to the version in service without losing its place, and shadows stand outside of
 * the queue that keeps the order.
 */
@NullMarked
package io.millrace.job.operator;

import org.jspecify.annotations.NullMarked;
