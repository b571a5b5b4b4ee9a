/**
 * What the command says to the person in front of it: lines, errors with their exit codes, and the
 * nearest right name for a wrong one. Any other package of the command may use this one; it knows
 * none of them.
 */
@NullMarked
package io.millrace.cli.terminal;

import org.jspecify.annotations.NullMarked;
