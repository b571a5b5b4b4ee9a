package io.millrace.cli.trial;

import io.millrace.avro.Guard;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.client.RolloutPlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A guard in one word: what must hold, then how it is measured.
 *
 * <pre>
 * nan-rate&lt;=1%                     at most 1 % of its images end as NAN_OUTPUT
 * p99-ratio&lt;=1.5,window=30s        its p99 is at most 1.5 times that of stable, in windows of 30 s
 * agreement&gt;=90%,windows=3,min-samples=200
 * nan-rate:1%                      the same as the first, for shells in which &lt; is a redirection
 * </pre>
 */
public final class GuardText implements ITypeConverter<Guard> {

  private static final Pattern BOUND = Pattern.compile("([a-zA-Z0-9_-]+)(<=?|>=?|:)([^,]+)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
  private static final String FORM =
      "METRIC<=LIMIT[,window=10s][,min-samples=100][,windows=2], for example nan-rate<=1%";

  @Override
  public Guard convert(String text) {
    return parse(text);
  }

  /**
   * Reads it.
   *
   * @throws TypeConversionException if it is none; the message says what is wrong
   */
  public static Guard parse(String text) {
    String[] words = text.strip().split(",", -1);
    Guard guard = bound(text, words[0]);
    for (int i = 1; i < words.length; i++) {
      guard = with(guard, text, words[i]);
    }
    return guard;
  }

  private static Guard bound(String text, String word) {
    Matcher parts = BOUND.matcher(word);
    if (!parts.matches()) {
      throw wrong(text, "a guard is " + FORM);
    }
    GuardName name =
        GuardName.of(parts.group(1)).orElseThrow(() -> wrong(text, unknown(parts.group(1))));
    String sign = parts.group(2);
    if (!sign.equals(":") && sign.charAt(0) != name.good().charAt(0)) {
      throw wrong(
          text,
          "a guard says what must hold: %s%s%s"
              .formatted(name.text(), name.good(), parts.group(3)));
    }
    return RolloutPlan.guard(name.metric(), limit(text, parts.group(3)));
  }

  private static String unknown(String metric) {
    return "there is no metric %s.%s The metrics are %s"
        .formatted(
            metric,
            GuardName.nearest(metric).map(near -> " Did you mean " + near + "?").orElse(""),
            String.join(", ", GuardName.all()));
  }

  private static double limit(String text, String word) {
    boolean percent = word.endsWith("%");
    String number = percent ? word.substring(0, word.length() - 1) : word;
    if (!NUMBER.matcher(number).matches()) {
      throw wrong(text, "its limit is a number or a percentage, not '%s'".formatted(word));
    }
    BigDecimal limit = new BigDecimal(number);
    return (percent ? limit.movePointLeft(2) : limit).doubleValue();
  }

  private static Guard with(Guard guard, String text, String word) {
    int equals = word.indexOf('=');
    String key = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    long window = guard.getWindowMillis();
    long samples = guard.getMinSamples();
    int windows = guard.getWindows();
    switch (key) {
      case "window" -> window = TimeSpan.parse(value).toMillis();
      case "min-samples" -> samples = count(text, key, value);
      case "windows" -> windows = count(text, key, value);
      default ->
          throw wrong(
              text, "after the limit come window, min-samples or windows, not '%s'".formatted(key));
    }
    return new Guard(guard.getMetric(), guard.getLimit(), window, samples, windows);
  }

  private static int count(String text, String key, String value) {
    if (!value.matches("\\d{1,9}")) {
      throw wrong(text, "%s is a number, not '%s'".formatted(key, value));
    }
    return Integer.parseInt(value);
  }

  private static TypeConversionException wrong(String text, String why) {
    return new TypeConversionException("'%s': %s".formatted(text, why));
  }

  /** The guard as it would be typed, with everything that it leaves to defaults. */
  public static String text(Guard guard) {
    return "%s,window=%s,min-samples=%d,windows=%d"
        .formatted(
            bound(guard),
            TimeSpan.typed(Duration.ofMillis(guard.getWindowMillis())),
            guard.getMinSamples(),
            guard.getWindows());
  }

  private static String bound(Guard guard) {
    Optional<GuardName> name = GuardName.of(guard.getMetric());
    BigDecimal limit = BigDecimal.valueOf(guard.getLimit());
    return name.map(n -> n.text() + n.good()).orElse(guard.getMetric() + ":")
        + (name.filter(GuardName::isShare).isPresent()
            ? plain(limit.movePointRight(2)) + "%"
            : plain(limit));
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
