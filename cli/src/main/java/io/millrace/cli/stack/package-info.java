/**
 * Everything that Millrace needs around itself, on one machine: a Kafka broker and a Flink cluster
 * in this process, the schema registry as a child process, and one data directory for all of it.
 *
 * <p>{@link io.millrace.cli.stack.DataDirectory} is opened first; it locks the directory, so that
 * two stacks never share one. {@link io.millrace.cli.stack.EmbeddedStack} then starts the parts
 * side by side, owns whatever is started on top of them, and closes all of it in reverse order. Its
 * states: launching → ready → announced → closed; a failure or a signal leads from any of them to
 * closed.
 */
@NullMarked
package io.millrace.cli.stack;

import org.jspecify.annotations.NullMarked;
