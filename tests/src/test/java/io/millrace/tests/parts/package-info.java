/**
 * What the parts cost, by JMH: for whoever works on one of them. The product as a whole is measured
 * by {@code millrace bench}.
 *
 * <p>{@link io.millrace.tests.parts.PartsRun} starts them, by name and never with the tests; the
 * command and the last results stand in docs/benchmarks.md.
 */
@NullMarked
package io.millrace.tests.parts;

import org.jspecify.annotations.NullMarked;
