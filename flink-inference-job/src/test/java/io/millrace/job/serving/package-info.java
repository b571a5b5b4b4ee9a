/** Tests of what a host serves. */
@NullMarked
package io.millrace.job.serving;

import org.jspecify.annotations.NullMarked;
