/** Tests of the windows. */
@NullMarked
package io.millrace.registry.window;

import org.jspecify.annotations.NullMarked;
