/** Tests of the statistics on a cluster in this process, with watermarks that the test sets. */
@NullMarked
package io.millrace.job.stats;

import org.jspecify.annotations.NullMarked;
