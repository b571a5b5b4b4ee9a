/**
 * A running Millrace, whatever runs it.
 *
 * <p>{@link io.millrace.tests.stack.Stack} is the port that tests are written against; the rest are
 * its bindings ({@link io.millrace.tests.stack.EmbeddedStackBinding} in this process, {@link
 * io.millrace.tests.stack.ChildStack} in a process that can be killed, {@link
 * io.millrace.tests.stack.ContainerStack} in containers) and what a test holds against a stack: an
 * operator's hand, a view of Flink, a gate before the schema registry.
 */
@NullMarked
package io.millrace.tests.stack;

import org.jspecify.annotations.NullMarked;
