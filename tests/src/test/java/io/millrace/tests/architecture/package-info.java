/**
 * The lines that no module crosses, as docs/architecture.md draws them.
 *
 * <p>{@link io.millrace.tests.architecture.Rules} makes the rules for a root package; {@link
 * io.millrace.tests.architecture.ArchitectureTest} holds the product to them, and {@link
 * io.millrace.tests.architecture.RulesTest} holds the rules to the small wrong product in {@code
 * wrong}, so that a rule that can no longer fail is noticed.
 */
@NullMarked
package io.millrace.tests.architecture;

import org.jspecify.annotations.NullMarked;
