package io.millrace.engine.outcome;

import io.millrace.engine.batch.CloseReason;

/**
 * Where the time of one image went, in microseconds.
 *
 * @param queueMicros from submit until decoding began
 * @param decodeMicros checking, decoding, resizing, normalising
 * @param batchWaitMicros from the end of decoding until the batch ran
 * @param inferenceMicros the run of the whole batch
 * @param batchSize images in the batch
 */
public record BatchTiming(
    long queueMicros,
    long decodeMicros,
    long batchWaitMicros,
    long inferenceMicros,
    int batchSize,
    CloseReason closeReason) {}
