package io.millrace.cli.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them. Points in time are UTC. */
final class Words {

  private static final double KIBI = 1024;

  private Words() {}

  /** To the second: {@code 2026-03-01T14:05:09Z}. */
  static String moment(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Its time of day: {@code 14:05:09}. */
  static String time(Instant at) {
    return moment(at).substring(11, 19);
  }

  static String orEmpty(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** The first digits of a digest, enough to tell one from another. */
  static String brief(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }

  static String bytes(@Nullable Long bytes) {
    if (bytes == null) {
      return "";
    }
    double mebibytes = bytes / KIBI / KIBI;
    return mebibytes < KIBI
        ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / KIBI);
  }

  /** A measured cost: {@code S(b) = 120 b + 850 µs}. */
  static String cost(@Nullable Double alphaMicros, @Nullable Double tau0Micros) {
    return alphaMicros == null || tau0Micros == null
        ? ""
        : micros(alphaMicros) + " b + " + micros(tau0Micros) + " µs";
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, micros < 10 ? "%.1f" : "%.0f", micros);
  }
}
