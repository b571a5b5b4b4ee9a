/**
 * The same log through another version: a job that reads a part of {@code images} once, with a
 * version that need not be in service, into a topic of its own, and ends.
 *
 * <p>{@link io.millrace.job.reprocess.ReprocessJob} is the program. {@link
 * io.millrace.job.reprocess.ReprocessOptions} are what it is told; {@link
 * io.millrace.job.reprocess.ReprocessPlan} is what becomes of that once the brokers have been
 * asked, with both ends of the range fixed. Everything that does not fit is said at once, before
 * anything is made. The graph is that of the inference job.
 */
@NullMarked
package io.millrace.job.reprocess;

import org.jspecify.annotations.NullMarked;
