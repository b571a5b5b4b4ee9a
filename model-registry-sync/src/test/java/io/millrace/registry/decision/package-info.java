/** Tests of the rules. */
@NullMarked
package io.millrace.registry.decision;

import org.jspecify.annotations.NullMarked;
