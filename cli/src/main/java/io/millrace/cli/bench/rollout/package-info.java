/**
 * {@code millrace bench rollout}: what a change of versions costs the images that flow meanwhile.
 *
 * <p>{@link io.millrace.cli.bench.rollout.Fleet} is what it runs on: broker, schema registry,
 * JobManager and two TaskManagers in processes of their own, and the registry sync. {@link
 * io.millrace.cli.bench.rollout.Flow} sends images by an open schedule and notes each {@link
 * io.millrace.cli.bench.rollout.Answer}; {@link io.millrace.cli.bench.rollout.Operator} asks for
 * versions as the verbs of {@code millrace models} do. Each group of rows is a class that answers
 * {@link io.millrace.cli.bench.rollout.Group}.
 */
@NullMarked
package io.millrace.cli.bench.rollout;

import org.jspecify.annotations.NullMarked;
