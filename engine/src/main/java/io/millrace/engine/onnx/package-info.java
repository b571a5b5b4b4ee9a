/**
 * ONNX Runtime behind the port of {@code session}; the only package that imports it.
 *
 * <p>Direct buffers are wrapped in place on the way in and pinned on the way out, so a run copies
 * no tensor. One thread per run and no spinning: the engine's workers are the threads, and a
 * spinning one would take a core from decoding. Models are opened from their bytes in ONNX format
 * only.
 *
 * <p>ONNX Runtime unpacks about 28 MB of native code into the temporary folder and leaves it there
 * when the process is killed; whoever starts the process can point {@code
 * -Donnxruntime.native.path} at an unpacked copy. Its native code belongs to one class loader, as
 * OpenCV's does.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.engine.onnx;
