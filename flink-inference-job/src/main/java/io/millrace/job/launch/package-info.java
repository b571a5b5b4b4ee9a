/**
 * The main class of the job jars, alone in its package.
 *
 * <p>Flink gives every job a class loader of its own, and what is loaded by it exists once per job.
 * A model host must exist once per process, so everything else of this module goes to a cluster's
 * {@code lib/}, and the thin job jar holds this package only. A package must not be split over two
 * class loaders, and nothing may lie in both places, for a job's own copy wins.
 */
@NullMarked
package io.millrace.job.launch;

import org.jspecify.annotations.NullMarked;
