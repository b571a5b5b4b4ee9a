package io.millrace.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry did not answer. The record may be good: wait and try again. */
public final class RegistryUnavailableException extends RetriableException {

  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
