package io.millrace.job.reprocess;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a range of the log begins or ends, as it is written in options. */
sealed interface Position {

  /** The first record that is there. */
  record Earliest() implements Position {}

  /** Behind the last record that is there when the job is submitted. */
  record Latest() implements Position {}

  /** The first record of each partition with this timestamp or a later one. */
  record At(Instant time) implements Position {}

  /**
   * An offset per partition; a partition that is not named is not read.
   *
   * @param byPartition by partition number
   */
  record Offsets(Map<Integer, Long> byPartition) implements Position {
    public Offsets {
      byPartition = Map.copyOf(byPartition);
    }
  }

  /**
   * Reads {@code earliest}, {@code latest}, a time or {@code PARTITION:OFFSET,…}.
   *
   * @throws IllegalArgumentException saying what may be written
   */
  static Position parse(String text) {
    return switch (text) {
      case "earliest" -> new Earliest();
      case "latest" -> new Latest();
      default -> text.matches("\\d+:.*") && !text.contains("T") ? offsets(text) : time(text);
    };
  }

  private static Position offsets(String text) {
    Pattern pair = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
    Map<Integer, Long> offsets = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = pair.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no PARTITION:OFFSET, as in 0:1200,1:980".formatted(part));
      }
      int partition = Integer.parseInt(matcher.group(1));
      if (offsets.put(partition, Long.parseLong(matcher.group(2))) != null) {
        throw new IllegalArgumentException("partition %d is named twice".formatted(partition));
      }
    }
    return new Offsets(offsets);
  }

  private static Position time(String text) {
    try {
      return new At(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is neither earliest, latest, a time with its zone as in 2026-11-24T10:00:00Z, nor PARTITION:OFFSET,… as in 0:1200,1:980"
              .formatted(text),
          e);
    }
  }
}
