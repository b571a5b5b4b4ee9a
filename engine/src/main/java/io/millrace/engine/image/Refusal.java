package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Stage;
import org.jspecify.annotations.Nullable;

/** Why bytes are not taken as an image. */
public record Refusal(FailureCode code, Stage stage, String message, @Nullable Throwable cause)
    implements Inspection, Decoding {

  static Refusal atGate(FailureCode code, String message) {
    return new Refusal(code, Stage.GATE, message, null);
  }

  static Refusal empty() {
    return atGate(FailureCode.EMPTY, "the image has no bytes");
  }

  static Refusal corrupt(String message) {
    return atGate(FailureCode.CORRUPT, message);
  }

  static Refusal truncated(String message) {
    return atGate(FailureCode.TRUNCATED, message);
  }
}
