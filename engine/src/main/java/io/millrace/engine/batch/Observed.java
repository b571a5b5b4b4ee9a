package io.millrace.engine.batch;

/**
 * What planning goes by.
 *
 * @param gaps between the latest arrivals
 * @param time of a run
 * @param decodeNanos of an image, where the devices decode too; else 0
 * @param busy share of the devices' time that is used, 0 to 1
 * @param target the latency target, nanoseconds
 */
public record Observed(Gaps gaps, ServiceTime time, double decodeNanos, double busy, long target) {}
