package io.millrace.engine.session;

import org.jspecify.annotations.Nullable;

/**
 * A provider was asked for and this machine cannot offer it. Nothing else is tried in its place;
 * the message says what is missing.
 */
public final class ProviderMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ProviderMissingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
