/**
 * The {@code millrace} command: one class per verb, and {@link io.millrace.cli.Millrace} which
 * lists them.
 *
 * <p>A verb prints what the person asked for on standard output and nothing else; what goes wrong
 * leaves as a {@link io.millrace.cli.terminal.UserError} and becomes one line on standard error and
 * the exit code. Everything that the libraries log goes to the log file of the data directory.
 */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
