package io.millrace.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as people write it: {@code 500ms}, {@code 90s}, {@code 5m}, {@code 24h}. */
public final class TimeSpan implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|)");

  @Override
  public Duration convert(String text) {
    return parse(text);
  }

  /**
   * Reads it; a number without a unit is seconds.
   *
   * @throws TypeConversionException if it is none
   */
  public static Duration parse(String text) {
    Matcher parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'%s' is no length of time; write one with its unit: 500ms, 90s, 5m, 24h, 7d"
              .formatted(text));
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** The same for people, in at most two units: {@code 3m 20s}. */
  public static String text(Duration span) {
    if (span.isNegative()) {
      return "0s";
    }
    if (span.compareTo(Duration.ofSeconds(1)) < 0) {
      return span.toMillis() + "ms";
    }
    List<String> units = new ArrayList<>();
    add(units, span.toDays(), "d");
    add(units, span.toHoursPart(), "h");
    add(units, span.toMinutesPart(), "m");
    add(units, span.toSecondsPart(), "s");
    return String.join(" ", units.subList(0, Math.min(2, units.size())));
  }

  /** The same as it can be typed, in one unit and exact to the millisecond: {@code 200s}. */
  public static String typed(Duration span) {
    long millis = span.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
  }

  private static void add(List<String> units, long number, String unit) {
    if (number > 0) {
      units.add(number + unit);
    }
  }
}
