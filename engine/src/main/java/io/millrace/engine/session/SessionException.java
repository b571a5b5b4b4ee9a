package io.millrace.engine.session;

/** A model cannot be taken: it could not be opened or does not keep its contract. */
public final class SessionException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RejectCode code;

  public SessionException(RejectCode code, String message) {
    super(message);
    this.code = code;
  }

  public SessionException(RejectCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public RejectCode code() {
    return code;
  }
}
