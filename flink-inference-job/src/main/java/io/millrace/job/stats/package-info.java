/**
 * Statistics of predictions per source and window of event time, where the job is asked for them.
 *
 * <p>The operator emits a {@link io.millrace.job.stats.PredictionSummary} beside each prediction:
 * only these few bytes leave the chain and are shuffled, never an image. A summary goes
 *
 * <pre>
 * summary -> its window -> CLOSED when the watermark passes its end
 *        \              \-> UPDATED for each one that is late, within the allowed lateness
 *         \-> LATE, on its own, behind that
 * </pre>
 *
 * <p>All three go to {@code prediction-stats}. Event time is the Kafka timestamp of the image.
 */
@NullMarked
package io.millrace.job.stats;

import org.jspecify.annotations.NullMarked;
