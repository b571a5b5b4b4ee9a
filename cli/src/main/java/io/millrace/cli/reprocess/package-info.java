/** The verb {@code reprocess}: the same log through another version, on a cluster of its own. */
@NullMarked
package io.millrace.cli.reprocess;

import org.jspecify.annotations.NullMarked;
