package io.millrace.cli.bench.report;

import java.util.List;

/**
 * A picture of single figures over time, and of what happened meanwhile.
 *
 * @param name file name without its ending
 * @param unit what the upper axis says; its scale is logarithmic
 */
public record Timeline(
    String name, String title, String unit, List<Point> points, List<Moment> moments) {

  /**
   * One figure.
   *
   * @param second drawn in the other colour
   */
  public record Point(double seconds, double value, boolean second) {}

  /** Something that happened. */
  public record Moment(double seconds, String label) {}

  public Timeline {
    points = List.copyOf(points);
    moments = List.copyOf(moments);
  }
}
