/** {@code millrace publish}: sends image files. */
@NullMarked
package io.millrace.cli.publish;

import org.jspecify.annotations.NullMarked;
