/** Tests of the job's graph and options. */
@NullMarked
package io.millrace.job;

import org.jspecify.annotations.NullMarked;
