/**
 * The road of an image, from its producer to the reader of its prediction.
 *
 * <p>{@link io.millrace.tests.pipeline.Scenario} is played once on a stack, {@link
 * io.millrace.tests.pipeline.PipelineContract} asserts one thing after another of what it left in
 * the topics, and the classes that end in IT bind the contract to a stack each.
 */
@NullMarked
package io.millrace.tests.pipeline;

import org.jspecify.annotations.NullMarked;
