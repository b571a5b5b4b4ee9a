/** {@code millrace predictions}: reads predictions, for people and for pipes. */
@NullMarked
package io.millrace.cli.predictions;

import org.jspecify.annotations.NullMarked;
