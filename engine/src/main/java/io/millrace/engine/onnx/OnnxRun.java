package io.millrace.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pinned input and outputs of one batch in flight. */
final class OnnxRun implements InferenceRun {

  private final OrtSession session;
  private final BoundTensor input;
  private final List<BoundTensor> outputs;
  private final List<ByteBuffer> outputBuffers;
  private final @Nullable DeviceProof proof;
  private final Map<Integer, Window> windows = new HashMap<>();

  OnnxRun(
      OrtSession session,
      BoundTensor input,
      List<BoundTensor> outputs,
      @Nullable DeviceProof proof) {
    this.session = session;
    this.input = input;
    this.outputs = List.copyOf(outputs);
    this.outputBuffers = outputs.stream().map(BoundTensor::buffer).toList();
    this.proof = proof;
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
      // The result owns nothing: its tensors are ours.
      try (OrtSession.Result result = session.run(window.input(), window.outputs())) {
        if (result.size() != outputs.size()) {
          throw new IllegalStateException(
              "asked for " + outputs.size() + " outputs, got " + result.size());
        }
      }
    } catch (OrtException e) {
      throw new InferenceException(OnnxErrors.firstLine(e), e);
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

  @Override
  public void close() {
    windows.values().forEach(Window::close);
    windows.clear();
  }
}
