package io.millrace.engine.batch;

/**
 * What the planner sees of an open batch.
 *
 * @param size images in it, at least 1
 * @param oldest when its oldest image was submitted, nanoseconds
 * @param newest when the newest image of the lane was submitted, nanoseconds
 */
public record OpenBatch(int size, long oldest, long newest) {}
