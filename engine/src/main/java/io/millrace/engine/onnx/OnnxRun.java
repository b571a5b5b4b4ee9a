package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import java.nio.ByteBuffer;

/** Pinned input and output of one batch in flight. */
final class OnnxRun implements InferenceRun {

  private final OrtSession session;
  private final BoundTensor input;
  private final BoundTensor output;

  OnnxRun(OrtSession session, BoundTensor input, BoundTensor output) {
    this.session = session;
    this.input = input;
    this.output = output;
  }

  @Override
  public ByteBuffer input() {
    return input.buffer();
  }

  @Override
  public ByteBuffer output() {
    return output.buffer();
  }

  @Override
  public void run(int images) throws InferenceException {
    // The result owns nothing: its one tensor is ours.
    try (OrtSession.Result result = session.run(input.window(images), output.window(images))) {
      if (result.size() != 1) {
        throw new IllegalStateException("asked for 1 output, got " + result.size());
      }
    } catch (OrtException e) {
      throw new InferenceException(OnnxSessionFactory.firstLine(e), e);
    }
  }

  @Override
  public void close() {
    input.close();
    output.close();
  }
}
