package io.millrace.cli.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param number its row in the table of bars, "What is measured" in docs/benchmarks.md; null: it
 *     has none and goes by its name
 * @param workload on what it was measured
 * @param value median of the repetitions, with their extremes
 * @param bar null: the figure is for information
 */
public record Row(
    @Nullable Integer number,
    String name,
    String workload,
    Spread value,
    String unit,
    @Nullable Bar bar,
    Details details) {

  /**
   * What the figure was made of.
   *
   * @param a what is measured
   * @param b what it is held against; empty where there is nothing
   */
  public record Details(Map<String, Object> a, Map<String, Object> b) {

    public Details {
      a = Numbers.rounded(a);
      b = Numbers.rounded(b);
    }
  }

  /** Whether the bar is kept; null where there is none. */
  public @Nullable Boolean meets() {
    return bar == null ? null : bar.metBy(value.median());
  }

  /** As it stands in the report, in the order that readers rely on. */
  Map<String, @Nullable Object> asJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("row", number == null ? name : number);
    json.put("name", name);
    json.put("workload", workload);
    json.put("value", Numbers.rounded(value.median()));
    json.put("unit", unit);
    json.put("bar", bar == null ? null : bar.limit());
    json.put("meets", meets());
    json.put("spread", new double[] {Numbers.rounded(value.low()), Numbers.rounded(value.high())});
    json.put("a", details.a());
    json.put("b", details.b());
    return json;
  }

  /** As a person reads it while the bench runs. */
  public String asLine() {
    return "  %-20s %-40s %9s %-6s [%s, %s]  %s"
        .formatted(
            name,
            workload,
            Numbers.text(value.median()),
            unit,
            Numbers.text(value.low()),
            Numbers.text(value.high()),
            verdict())
        .stripTrailing();
  }

  /** The bar, and whether it is kept. */
  String verdict() {
    return bar == null ? "" : bar + (bar.metBy(value.median()) ? " met" : " MISSED");
  }
}
