package io.millrace.registry;

/** The program cannot start here; the message says what to change. Nothing was started. */
public final class SyncStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SyncStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
