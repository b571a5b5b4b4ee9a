package io.millrace.schemas;

import java.util.List;

/** Topics exist with settings under which data would be lost; nothing was started. */
public final class UnsafeTopicsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsafeTopicsException(List<String> problems) {
    super(
        "Unsafe topic settings, change them with kafka-configs.sh: " + String.join("; ", problems));
  }
}
