package io.millrace.cli.cluster;

/**
 * Flink's REST interface did not answer, or answered that it will not. While a JobManager is down
 * that is to be expected: ask again.
 */
public final class RestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RestException(String message) {
    super(message);
  }

  RestException(String message, Throwable cause) {
    super(message, cause);
  }
}
