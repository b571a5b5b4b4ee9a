package io.millrace.ingest;

import java.time.Instant;
import java.util.UUID;

/**
 * An image that the broker has.
 *
 * @param id identity that the publisher gave it, a UUIDv7
 * @param partition of the topic images
 * @param offset in that partition; the prediction carries both as its origin
 * @param timestamp of the record
 */
public record Published(UUID id, int partition, long offset, Instant timestamp) {}
