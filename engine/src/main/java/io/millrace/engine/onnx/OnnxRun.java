package io.millrace.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pinned input and outputs of one batch in flight. */
final class OnnxRun implements InferenceRun {

  private final OrtSession session;
  private final BoundTensor input;
  private final List<BoundTensor> outputs;
  private final List<ByteBuffer> outputBuffers;
  private final @Nullable DeviceProof proof;
  private final Map<Integer, Window> windows = new HashMap<>();
  private final RunOptions options;
  private boolean closed; // guarded by this

  OnnxRun(
      OrtSession session, BoundTensor input, List<BoundTensor> outputs, @Nullable DeviceProof proof)
      throws OrtException {
    this.session = session;
    this.input = input;
    this.outputs = List.copyOf(outputs);
    this.outputBuffers = outputs.stream().map(BoundTensor::buffer).toList();
    this.proof = proof;
    this.options = new RunOptions();
  }

  /** The tensors of one batch size, made when that size first runs, as the runtime takes them. */
  private record Window(Map<String, OnnxTensor> input, Map<String, OnnxTensor> outputs) {

    void close() {
      input.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public ByteBuffer input() {
    return input.buffer();
  }

  @Override
  public List<ByteBuffer> outputs() {
    return outputBuffers;
  }

  @Override
  public void run(int images) throws InferenceException {
    try {
      Window window = window(images);
      options.setTerminate(false);
      // The result owns nothing: its tensors are ours.
      try (OrtSession.Result result =
          session.run(window.input(), Set.of(), window.outputs(), options)) {
        if (result.size() != outputs.size()) {
          throw new IllegalStateException(
              "asked for " + outputs.size() + " outputs, got " + result.size());
        }
      }
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(e);
    }
    if (proof != null) {
      proof.afterRun(session);
    }
  }

  private Window window(int images) throws OrtException {
    Window window = windows.get(images);
    if (window == null) {
      Map<String, OnnxTensor> pinned = new HashMap<>();
      for (BoundTensor output : outputs) {
        pinned.put(output.name(), output.open(images));
      }
      window = new Window(Map.of(input.name(), input.open(images)), pinned);
      windows.put(images, window);
    }
    return window;
  }

  /** Takes effect between two operators. */
  @Override
  public synchronized void terminate() {
    try {
      if (!closed) {
        options.setTerminate(true);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot be asked to end a run", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    options.close();
    windows.values().forEach(Window::close);
    windows.clear();
  }
}
