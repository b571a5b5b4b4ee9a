/**
 * A product that breaks every rule, in a class or two for each: the negative control of {@link
 * io.millrace.tests.architecture.RulesTest}.
 */
@NullMarked
package io.millrace.tests.architecture.wrong;

import org.jspecify.annotations.NullMarked;
