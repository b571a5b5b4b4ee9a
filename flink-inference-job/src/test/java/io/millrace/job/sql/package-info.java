/** Queries on a cluster in this process, with the shipped models. */
@NullMarked
package io.millrace.job.sql;

import org.jspecify.annotations.NullMarked;
