package io.millrace.schemas.signature;

/** A file that holds no key, or no signature, as it should; the message says which and why. */
public final class InvalidKeyFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidKeyFileException(String message) {
    super(message);
  }

  InvalidKeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
