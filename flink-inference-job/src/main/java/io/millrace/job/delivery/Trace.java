package io.millrace.job.delivery;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a transaction wrote: enough to find out later whether it was committed, and to name what is
 * lost if it was not.
 *
 * @param last the record that it wrote last; since a transaction is visible as a whole or not at
 *     all, this one stands for all
 * @param origins per partition the offsets of the first and last image that it is about
 */
record Trace(Fingerprint last, Map<Integer, Origins> origins) {

  /** Offsets in the images topic, both included. */
  record Origins(long first, long last) {
    /** From the first of both to the last of both. */
    Origins and(Origins other) {
      return new Origins(Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  Trace {
    origins = Map.copyOf(origins);
  }

  /** In words, for whoever has to score these images again. */
  static String inWords(Map<Integer, Origins> origins) {
    return new TreeMap<>(origins)
        .entrySet().stream()
            .map(
                e ->
                    "partition %d offsets %d to %d"
                        .formatted(e.getKey(), e.getValue().first(), e.getValue().last()))
            .collect(Collectors.joining(", "));
  }
}
