/**
 * What the engine does, as metrics of Flink; names and meanings are in docs/metrics.md.
 *
 * <p>The engine is one per process and its metrics are registered once per process and job, on the
 * group of the job within its TaskManager: it lives as long as any task of the job does, and no
 * number is counted once per slot.
 */
@NullMarked
package io.millrace.job.telemetry;

import org.jspecify.annotations.NullMarked;
