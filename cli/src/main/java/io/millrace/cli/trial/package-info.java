/**
 * How an operator says in what way a version shall be tried, and how that is said back.
 *
 * <p>{@link io.millrace.cli.trial.Share} and {@link io.millrace.cli.trial.GuardText} are the
 * grammar, in both directions: what {@code models show} prints can be typed again. {@link
 * io.millrace.cli.trial.PlanOptions} puts the options of {@code models rollout} together and names
 * everything that does not go together at once.
 */
@NullMarked
package io.millrace.cli.trial;

import org.jspecify.annotations.NullMarked;
