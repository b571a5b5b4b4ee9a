package io.millrace.engine.session;

/** A run failed. */
public final class InferenceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Verdict verdict;

  /** What the runtime's own error code says, where it says more than that something failed. */
  public enum Verdict {
    /** Nothing; if anything, the words tell. */
    NONE,
    /** What was asked for cannot be run: the device has nothing to do with it. */
    REQUEST_REFUSED,
    /** The device was reset or is gone. */
    DEVICE_GONE
  }

  public InferenceException(String message, Throwable cause) {
    this(message, Verdict.NONE, cause);
  }

  public InferenceException(String message, Verdict verdict, Throwable cause) {
    super(message, cause);
    this.verdict = verdict;
  }

  public Verdict verdict() {
    return verdict;
  }
}
