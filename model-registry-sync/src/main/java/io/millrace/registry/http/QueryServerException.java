package io.millrace.registry.http;

/** The address cannot be listened on; the message says which. */
public final class QueryServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  QueryServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
