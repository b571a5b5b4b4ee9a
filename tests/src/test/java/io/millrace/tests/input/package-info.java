/**
 * What should never come in, and does: the rows K and I of the table of bad inputs, each through
 * the whole of Millrace.
 */
@NullMarked
package io.millrace.tests.input;

import org.jspecify.annotations.NullMarked;
