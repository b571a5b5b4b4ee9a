package io.millrace.engine.image;

import io.millrace.engine.outcome.Outcome;
import java.util.Set;

/**
 * The image is in its slot.
 *
 * @param typeMismatch the declared media type is not that of the bytes
 */
public record Decoded(ImageHeader header, boolean typeMismatch) implements Decoding {

  private static final Set<String> NONE = Set.of();
  private static final Set<String> MISMATCH = Set.of(Outcome.TYPE_MISMATCH);
  private static final Set<String> DAMAGED = Set.of(Outcome.POSSIBLY_DAMAGED);
  private static final Set<String> BOTH = Set.of(Outcome.TYPE_MISMATCH, Outcome.POSSIBLY_DAMAGED);

  /** What a careful reader of the prediction should know. */
  public Set<String> flags() {
    if (header.doubtful()) {
      return typeMismatch ? BOTH : DAMAGED;
    }
    return typeMismatch ? MISMATCH : NONE;
  }
}
