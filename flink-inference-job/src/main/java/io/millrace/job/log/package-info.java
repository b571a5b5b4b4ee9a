/**
 * Records as they lie in Kafka, and the source and the sinks that read and write them.
 *
 * <p>Nothing is parsed in the source and nothing is serialised in a sink: a poison record is data
 * that the operator judges, and an output's bytes are made where its cause is known.
 */
@NullMarked
package io.millrace.job.log;

import org.jspecify.annotations.NullMarked;
