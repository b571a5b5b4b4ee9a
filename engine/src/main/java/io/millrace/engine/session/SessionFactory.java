package io.millrace.engine.session;

/** Opens models. */
@FunctionalInterface
public interface SessionFactory {

  /** Opens a model; what is wrong with it is in the exception's code. */
  InferenceSession open(ModelFile model) throws SessionException;
}
