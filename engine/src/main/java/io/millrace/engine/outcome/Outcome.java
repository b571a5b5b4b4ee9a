package io.millrace.engine.outcome;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of one image. */
public sealed interface Outcome {

  /** The declared media type is not that of the bytes. */
  String TYPE_MISMATCH = "TYPE_MISMATCH";

  /**
   * The model has spoken.
   *
   * @param flags what a careful reader should know, for example {@link #TYPE_MISMATCH}
   * @param provider execution provider: cpu, cuda:0, tensorrt:0
   * @param precision of the model: fp32, fp16, int8
   */
  record Scored(
      ModelOutput output, BatchTiming timing, Set<String> flags, String provider, String precision)
      implements Outcome {
    public Scored {
      flags = Set.copyOf(flags);
    }
  }

  /**
   * The image has no result.
   *
   * @param message says what is wrong in one sentence
   */
  record Failed(FailureCode code, Stage stage, String message, @Nullable Throwable cause)
      implements Outcome {}
}
