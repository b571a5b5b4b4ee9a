/** Millrace goes away and comes back on the same data directory: closed in order, or killed. */
@NullMarked
package io.millrace.tests.restart;

import org.jspecify.annotations.NullMarked;
