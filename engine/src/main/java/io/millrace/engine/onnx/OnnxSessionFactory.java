package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import io.millrace.engine.file.FileCheck;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.Provider.Kind;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens ONNX models on the provider of its options. */
public final class OnnxSessionFactory implements SessionFactory {

  private static final Logger LOG = LoggerFactory.getLogger(OnnxSessionFactory.class);

  private final ProviderChoice choice;
  private final SessionOpener opener;

  /** On the CPU, without a cache. */
  public OnnxSessionFactory(OnnxRuntime runtime) {
    this(runtime, OnnxOptions.defaults());
  }

  /**
   * Chooses the provider, once and for every model, and says so in the log.
   *
   * @throws io.millrace.engine.session.ProviderMissingException the provider is not there
   * @throws IllegalArgumentException the folder of the model cache cannot be used
   */
  public OnnxSessionFactory(OnnxRuntime runtime, OnnxOptions options) {
    choice = ProviderChoice.of(options.provider(), new ProviderTrial(runtime, options));
    opener = new SessionOpener(runtime, choice.provider(), options);
    LOG.info("Models run on {}: {}", choice.provider(), choice.reason());
    if (choice.provider().kind() == Kind.TENSORRT && options.modelCache() == null) {
      LOG.warn("There is no model cache: TensorRT builds its engines anew at every load.");
    }
  }

  /** Where models run, and why there. */
  public ProviderChoice choice() {
    return choice;
  }

  @Override
  public InferenceSession open(ModelFile model) throws SessionException {
    FileCheck.check(model.bytes());
    try {
      return opener.open(model);
    } catch (OrtException e) {
      throw new SessionException(OnnxErrors.rejection(e), OnnxErrors.firstLine(e), e);
    }
  }
}
