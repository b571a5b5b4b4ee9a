package io.millrace.cli.bench.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture of figures that have one unit: a dot each, a whisker from the lowest repetition to the
 * highest, and the bar as a line.
 *
 * @param name file name without its ending
 * @param unit what the axis says
 */
public record Plot(String name, String title, String unit, @Nullable Bar bar, List<Mark> marks) {

  /**
   * One line of it.
   *
   * @param second drawn in the other colour: what is held against the first
   */
  public record Mark(String label, Spread value, boolean second) {}

  public Plot {
    marks = List.copyOf(marks);
  }

  /** A picture of rows that share a bar. */
  public static Plot ofRows(String name, String title, List<Row> rows) {
    List<Mark> marks =
        rows.stream().map(row -> new Mark(row.workload(), row.value(), false)).toList();
    return new Plot(name, title, rows.get(0).unit(), rows.get(0).bar(), marks);
  }
}
