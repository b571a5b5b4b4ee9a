/**
 * The Flink job: images in, one prediction per image out.
 *
 * <p>{@link io.millrace.job.InferenceJob} is the program, {@link io.millrace.job.InferenceTopology}
 * the graph: a Kafka source, the inference operator and two Kafka sinks, all of them one chain, so
 * that an image's bytes are never copied between them. {@code log} is what goes over the edges and
 * how Kafka holds it; {@code operator} is the micro-batching operator; {@code serving} is the
 * process-wide host of models, which learns from the registry topic what to serve. {@code delivery}
 * guards exactly-once, {@code stats} counts predictions behind the chain where that is asked for.
 */
@NullMarked
package io.millrace.job;

import org.jspecify.annotations.NullMarked;
