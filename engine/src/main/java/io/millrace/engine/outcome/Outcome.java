package io.millrace.engine.outcome;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of one image. */
public sealed interface Outcome {

  /** The declared media type is not that of the bytes. */
  String TYPE_MISMATCH = "TYPE_MISMATCH";

  /**
   * Every pixel was there, but the JPEG held coded data that belongs to none, or lacked its last
   * refinement: the picture may be another than the one that was taken.
   */
  String POSSIBLY_DAMAGED = "POSSIBLY_DAMAGED";

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
