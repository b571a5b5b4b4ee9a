/**
 * The engine: images in, predictions out, inside one process. It knows neither Kafka nor Flink.
 *
 * <p>Read in this order: {@link io.millrace.engine.host.ModelHost} (what a caller holds), {@link
 * io.millrace.engine.batch.BatchPlanner} (when a batch closes), {@link
 * io.millrace.engine.session.InferenceSession} (the port to the runtime). The arrows between the
 * packages: {@code host} knows them all; {@code head}, {@code image} and {@code onnx} know {@code
 * model}, {@code outcome} and {@code session}; those three know nobody but {@code batch}, which
 * knows nobody. Nothing outside {@code onnx} imports ONNX Runtime, nothing outside {@code image}
 * imports OpenCV.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine;
