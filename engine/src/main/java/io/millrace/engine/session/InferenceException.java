package io.millrace.engine.session;

/** A run failed. */
public final class InferenceException extends Exception {

  private static final long serialVersionUID = 1L;

  public InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
