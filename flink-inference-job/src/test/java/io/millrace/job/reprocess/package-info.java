/** Ranges of a log, without one. */
@NullMarked
package io.millrace.job.reprocess;

import org.jspecify.annotations.NullMarked;
