package io.millrace.ingest;

import org.jspecify.annotations.Nullable;

/** Images did not reach the broker; the futures of those images say so too. */
public final class PublishFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublishFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
