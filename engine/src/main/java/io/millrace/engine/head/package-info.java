/**
 * Reads a model's output into what a prediction says: the head of each kind of model.
 *
 * <p>Each kind of {@link io.millrace.engine.model.OutputSpec} has its {@link
 * io.millrace.engine.head.OutputHead}. A detection model's boxes are found by a {@link
 * io.millrace.engine.head.BoxLayout}, thinned out by a {@link io.millrace.engine.head.Suppression}
 * and taken back to the original image by a {@link io.millrace.engine.head.Placement}.
 *
 * <p>A head reads one image's part of the output buffers in place. Values that are not finite are
 * never reported as a result: the head answers null and the host calls it {@code NAN_OUTPUT}.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.head;
