/**
 * The micro-batching operator.
 *
 * <p>{@link io.millrace.job.operator.InferenceOperator} takes raw records in, hands their images to
 * the process-wide engine and emits what comes back in input order. It keeps no image across a
 * checkpoint barrier: before the barrier passes, everything in flight is finished and emitted, so
 * the source's offsets are the checkpoint and a restart neither loses nor skips an image. Beside
 * them stands only how far the registry had come ({@code SeenSequences}). Watermarks queue among
 * the records and never overtake them.
 *
 * <p>A record goes
 *
 * <pre>
 * raw -> Intake -> Scoring (in the engine) -> Outputs -> prediction
 *              \-> Condemned ----------------------------> dead letter
 * </pre>
 */
@NullMarked
package io.millrace.job.operator;

import org.jspecify.annotations.NullMarked;
