/**
 * Faults of real processes, and whether anything was lost.
 *
 * <p>A {@link io.millrace.tests.recovery.Row} is a fault of the list; each is played in both {@link
 * io.millrace.tests.recovery.Delivery delivery modes}. A {@link io.millrace.tests.recovery.Scene}
 * is a cluster of processes that several rows share; a {@link io.millrace.tests.recovery.Trial} is
 * one row in one mode on it:
 *
 * <pre>
 * begin    everything runs, every image is scored and committed; steady traffic starts
 * strike   something is done to a process; the time is taken until the job is whole again
 * settle   the traffic ends, every image comes out, one more checkpoint passes
 * judge    the oracle reads the topics: from where they ended at the beginning
 * </pre>
 *
 * <p>The job is whole again when a checkpoint that was begun after the strike is complete and, in
 * every partition, an image that was published after it has come out where a reader sees it.
 *
 * <p>{@code mvn verify} plays the short set ({@link io.millrace.tests.recovery.RecoveryIT}), {@code
 * mvn verify -Pfaults} all rows; docs/faults.md has the results.
 */
@NullMarked
package io.millrace.tests.recovery;

import org.jspecify.annotations.NullMarked;
