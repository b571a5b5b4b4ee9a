package io.millrace.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A record that is not what its topic holds; reading it again will not help. */
public final class DecodeException extends SerializationException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the record. */
  public enum Code {
    /** No value, or no bytes. */
    EMPTY,
    /** Not in the Confluent wire format. */
    NOT_AVRO,
    /** The registry has no schema of that id. */
    UNKNOWN_SCHEMA,
    /** The bytes do not fit their schema, or the schema does not fit ours. */
    SCHEMA
  }

  private final Code code;

  public DecodeException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
