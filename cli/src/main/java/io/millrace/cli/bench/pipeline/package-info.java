/**
 * {@code millrace bench pipeline}: what the way from topic to topic costs over the work that cannot
 * be saved.
 *
 * <p>{@link io.millrace.cli.bench.pipeline.Stand} is what it runs on: a broker and a schema
 * registry in processes of their own, Flink in this one. Images are in the log before a round
 * begins ({@link io.millrace.cli.bench.pipeline.ImageWriter}); a round is a job over a part of that
 * log, and what it takes is read from outside, between two points of its way ({@link
 * io.millrace.cli.bench.pipeline.JobRun}). Each group of rows is a class that answers {@link
 * io.millrace.cli.bench.pipeline.Group}; {@link io.millrace.cli.bench.pipeline.PipelineBench} lists
 * them.
 */
@NullMarked
package io.millrace.cli.bench.pipeline;

import org.jspecify.annotations.NullMarked;
