package io.millrace.engine.file;

import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.util.Map;

/**
 * What a runtime can read.
 *
 * @param name with its version, for messages
 * @param ir highest version of the file format
 * @param opsets highest version of each set of operators, by domain; no other domain is allowed
 */
public record RuntimeLevel(String name, long ir, Map<String, Long> opsets) {

  public RuntimeLevel {
    opsets = Map.copyOf(opsets);
  }

  /** The release that the engine ships with; a test holds it against the runtime itself. */
  public static final RuntimeLevel SHIPPED =
      new RuntimeLevel(
          "ONNX Runtime 1.28.0", 13, Map.of("ai.onnx", 26L, "ai.onnx.ml", 5L, "com.microsoft", 1L));

  /** The default domain has two names. */
  static String domain(String written) {
    return written.isEmpty() ? "ai.onnx" : written;
  }

  void checkIr(long version) throws SessionException {
    if (version > ir) {
      throw new SessionException(
          RejectCode.OPSET,
          "the file has IR version %d and %s reads up to %d; export it with an older one"
              .formatted(version, name, ir));
    }
  }

  void checkOpset(String domain, long version) throws SessionException {
    Long highest = opsets.get(domain);
    if (highest != null && version > highest) {
      throw new SessionException(
          RejectCode.OPSET,
          "the model needs opset %d of %s and %s has %d; export it with an older one"
              .formatted(version, domain, name, highest));
    }
  }
}
