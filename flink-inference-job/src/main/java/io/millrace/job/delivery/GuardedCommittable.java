package io.millrace.job.delivery;

import org.apache.flink.connector.kafka.sink.KafkaCommittable;

/**
 * A transaction that waits for its commit.
 *
 * @param transaction what Flink's committer needs
 * @param trace what it wrote
 */
public record GuardedCommittable(KafkaCommittable transaction, Trace trace) {}
