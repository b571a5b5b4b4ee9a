package io.millrace.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.engine.session.InferenceException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model run on Java arrays, one image at a time: the way that the runtime's examples show, and
 * what a bench holds against {@link OnnxSession}. Nothing serves with it.
 */
public final class ArrayRun implements AutoCloseable {

  private final OnnxRuntime runtime;
  private final OrtSession session;

  private ArrayRun(OnnxRuntime runtime, OrtSession session) {
    this.runtime = runtime;
    this.session = session;
  }

  /** Opens a model with one thread for each operator, as the engine does, so that both compare. */
  public static ArrayRun open(OnnxRuntime runtime, Path model) throws InferenceException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return new ArrayRun(runtime, runtime.environment().createSession(model.toString(), options));
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(e);
    }
  }

  /**
   * Runs images given as [image][channel][row][column].
   *
   * @return [image][score]
   */
  public float[][] run(float[][][][] images) throws InferenceException {
    String input = session.getInputNames().iterator().next();
    try (OnnxTensor tensor = OnnxTensor.createTensor(runtime.environment(), images);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      return (float[][]) result.get(0).getValue();
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(e);
    }
  }

  @Override
  public void close() throws InferenceException {
    try {
      session.close();
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(e);
    }
  }
}
