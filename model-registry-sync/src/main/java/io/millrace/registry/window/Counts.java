package io.millrace.registry.window;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What a {@link VersionTally} has counted, to be sent or stored.
 *
 * @param scored images that the version scored
 * @param failures images that it failed on by its own fault
 * @param nanFailures those of them with an output that was not finite
 * @param batches in how many batches
 * @param inference histogram of its inference time, microseconds, in HdrHistogram's V2 encoding
 * @param labelled results that had a label
 * @param scoreSum sum of the scores of their first labels
 * @param labels how often each label came first
 * @param compared images of which a primary's first label is known too
 * @param agreed those of them on which it is the same
 */
record Counts(
    long scored,
    long failures,
    long nanFailures,
    double batches,
    ByteBuffer inference,
    long labelled,
    double scoreSum,
    Map<String, Long> labels,
    long compared,
    long agreed) {}
