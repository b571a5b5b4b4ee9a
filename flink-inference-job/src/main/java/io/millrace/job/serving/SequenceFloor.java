package io.millrace.job.serving;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The highest registry sequence that a job has seen of each model; what it shows later may not be
 * less. Immutable.
 */
public record SequenceFloor(Map<String, Long> atLeast) {

  /** Nothing has been seen. */
  public static final SequenceFloor NONE = new SequenceFloor(Map.of());

  public SequenceFloor {
    atLeast = Map.copyOf(atLeast);
  }

  /** The floor after these have been seen too. */
  public SequenceFloor with(Map<String, Long> seen) {
    Map<String, Long> highest = new HashMap<>(atLeast);
    seen.forEach((model, sequence) -> highest.merge(model, sequence, Math::max));
    return new SequenceFloor(highest);
  }

  boolean isReachedBy(Map<String, Long> shown) {
    return atLeast.entrySet().stream().noneMatch(floor -> isBelow(shown, floor));
  }

  /** The models of which less is shown, in words. */
  String missingFrom(Map<String, Long> shown) {
    return atLeast.entrySet().stream()
        .filter(floor -> isBelow(shown, floor))
        .map(floor -> words(floor, shown.get(floor.getKey())))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String words(Map.Entry<String, Long> floor, @Nullable Long shown) {
    String now = shown == null ? "is not in it" : "is at sequence " + shown;
    return "%s %s and was at %d".formatted(floor.getKey(), now, floor.getValue());
  }

  private static boolean isBelow(Map<String, Long> shown, Map.Entry<String, Long> floor) {
    return shown.getOrDefault(floor.getKey(), 0L) < floor.getValue();
  }
}
