package io.millrace.registry.window;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the two answers on one image together: its primary's and its shadow's, whichever is read
 * first. It waits for the other as long as {@value #WAITING} images more; then the pair is not
 * compared.
 */
final class Pairs {

  static final int WAITING = 16_384;

  private final Map<Long, Glance> primaries = bounded();
  private final Map<Long, Glance> shadows = bounded();

  /** What a primary said; returns what a shadow said of the same image, if that is known. */
  @Nullable Glance primary(Glance said) {
    Glance other = shadows.remove(said.offset());
    if (other == null) {
      primaries.put(said.offset(), said);
    }
    return other;
  }

  /** What a shadow said; returns what the primary said of the same image, if that is known. */
  @Nullable Glance shadow(Glance said) {
    Glance other = primaries.remove(said.offset());
    if (other == null) {
      shadows.put(said.offset(), said);
    }
    return other;
  }

  private static Map<Long, Glance> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, Glance> eldest) {
        return size() > WAITING;
      }
    };
  }
}
