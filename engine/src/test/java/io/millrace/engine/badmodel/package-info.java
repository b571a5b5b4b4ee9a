/**
 * Models that must never serve: each is built here, goes through {@link
 * io.millrace.engine.host.ModelHost#load} and is refused with its own code and reason (rows M1, M2
 * and M7 to M14 of the faults; the signatures, M3 and M4, are the job's).
 */
@NullMarked
package io.millrace.engine.badmodel;

import org.jspecify.annotations.NullMarked;
