package io.millrace.job.log;

import org.jspecify.annotations.Nullable;

/**
 * A record to write, ready to go: a prediction or a dead letter.
 *
 * @param key its key
 * @param value its value
 * @param headers its headers in order
 * @param partition partition to write to, the image's own
 * @param timestamp the image's timestamp, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // written once, compared never
public record OutputRecord(
    byte @Nullable [] key,
    byte @Nullable [] value,
    RawHeader[] headers,
    int partition,
    long timestamp) {}
