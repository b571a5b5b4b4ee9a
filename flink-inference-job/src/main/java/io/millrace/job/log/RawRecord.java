package io.millrace.job.log;

import org.jspecify.annotations.Nullable;

/**
 * A record of the images topic, unread.
 *
 * @param key its key, null where it had none
 * @param value its value, null for a tombstone
 * @param headers its headers in order
 * @param partition partition it came from
 * @param offset its offset there
 * @param timestamp its timestamp, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are Kafka's own; nobody compares records
public record RawRecord(
    byte @Nullable [] key,
    byte @Nullable [] value,
    RawHeader[] headers,
    int partition,
    long offset,
    long timestamp) {}
