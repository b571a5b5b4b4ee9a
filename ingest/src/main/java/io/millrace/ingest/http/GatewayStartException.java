package io.millrace.ingest.http;

/** The gateway cannot start here; the message says what to change. */
public final class GatewayStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GatewayStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
