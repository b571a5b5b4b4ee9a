package io.millrace.schemas;

import io.millrace.avro.Origin;
import java.util.HashMap;
import java.util.Map;

/**
 * Recognises predictions that a failure repeated.
 *
 * <p>Within a partition the job emits in the order of the images, and after a failure it begins
 * again somewhere before the end. So a prediction whose origin is at or below the highest seen is a
 * repeat, and nothing else is.
 */
public final class RepeatFilter {

  private final Map<Integer, Long> highest = new HashMap<>();
  private long repeats;

  /** Whether this origin is new; remembers it. */
  public boolean isNew(Origin origin) {
    long offset = origin.getOffset();
    Long seen = highest.get(origin.getPartition());
    if (seen != null && offset <= seen) {
      repeats++;
      return false;
    }
    highest.put(origin.getPartition(), offset);
    return true;
  }

  /** How many repeats were met. */
  public long repeats() {
    return repeats;
  }
}
