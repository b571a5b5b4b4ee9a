package io.millrace.registry.client;

/** A directory that cannot be published; the message says why. */
public final class InvalidVersionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidVersionException(String message) {
    super(message);
  }
}
