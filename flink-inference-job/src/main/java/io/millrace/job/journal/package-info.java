/**
 * Which images were under way when a process died.
 *
 * <p>Native code can take its process along, and an image that makes it do so comes again with
 * every restart. A {@link io.millrace.job.journal.CrashJournal} keeps, outside of the process, what
 * is under way in each partition:
 *
 * <pre>
 * under way -> emitted                            nothing remains
 *          \-> its process died: suspected  -> run alone, emitted       forgotten with the next checkpoint
 *                                          \-> its process died again   quarantined: a dead letter
 * </pre>
 */
@NullMarked
package io.millrace.job.journal;

import org.jspecify.annotations.NullMarked;
