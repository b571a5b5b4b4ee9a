package io.millrace.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** The registry refuses a schema of ours, most likely because it is incompatible with an older. */
public final class SchemaRefusedException extends SerializationException {

  private static final long serialVersionUID = 1L;

  SchemaRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
