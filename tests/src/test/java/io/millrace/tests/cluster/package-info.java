/** The job on a Flink cluster of separate processes: its jars, and what the processes share. */
@NullMarked
package io.millrace.tests.cluster;

import org.jspecify.annotations.NullMarked;
