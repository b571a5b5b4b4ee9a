/** Tests of the program's command line. */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
