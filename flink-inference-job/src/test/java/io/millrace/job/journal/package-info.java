/** Tests of what remains when a process dies. */
@NullMarked
package io.millrace.job.journal;

import org.jspecify.annotations.NullMarked;
