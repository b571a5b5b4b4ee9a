/**
 * Reads a model's output into what a prediction says: the head of each kind of model.
 *
 * <p>A head reads one image's part of the output buffer in place. Values that are not finite are
 * never reported as a result: the head answers null and the host calls it {@code NAN_OUTPUT}.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.head;
