package io.millrace.cli.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures as they are told: four significant digits, for no benchmark is worth more. */
final class Numbers {

  private static final MathContext DIGITS = new MathContext(4);

  private Numbers() {}

  /** Nearest value of four significant digits. */
  static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value, DIGITS).doubleValue() : value;
  }

  /** The same, in as few characters as it takes. */
  static String text(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  /** Details with their figures rounded. */
  static Map<String, Object> rounded(Map<String, Object> details) {
    Map<String, Object> rounded = new LinkedHashMap<>();
    details.forEach(
        (name, value) -> rounded.put(name, value instanceof Double d ? rounded(d) : value));
    return rounded;
  }
}
