package io.millrace.cli.bench.report;

import io.millrace.cli.bench.report.Plot.Mark;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Draws a {@link Plot} as SVG. By hand: a picture of one kind takes these few lines, and a library
 * would bring the fonts of AWT with it, which a server often lacks.
 */
final class Svg {

  private static final int WIDTH = 940;
  private static final int LEFT = 330;
  private static final int RIGHT = 90;
  private static final int TOP = 64;
  private static final int LINE = 26;
  private static final int BOTTOM = 56;
  private static final String FIRST = "#1f6feb";
  private static final String SECOND = "#9a6700";
  private static final String BAR = "#cf222e";

  private final Plot plot;
  private final Axis axis;
  private final int foot;
  private final StringBuilder svg = new StringBuilder();

  private Svg(Plot plot) {
    this.plot = plot;
    this.axis = Axis.over(values(plot));
    this.foot = TOP + LINE * plot.marks().size();
  }

  static String of(Plot plot) {
    return new Svg(plot).draw();
  }

  private static DoubleStream values(Plot plot) {
    DoubleStream marks =
        plot.marks().stream()
            .map(Mark::value)
            .flatMapToDouble(value -> DoubleStream.of(value.low(), value.high()));
    return plot.bar() == null
        ? marks
        : DoubleStream.concat(marks, DoubleStream.of(plot.bar().limit()));
  }

  private String draw() {
    int height = foot + BOTTOM;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH, height, WIDTH, height);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
    text(20, 30, "start", "#1f2328", plot.title(), 17);
    axis.ticks().forEach(this::tick);
    if (plot.bar() != null) {
      line(plot.bar().limit(), BAR, " stroke-width=\"1.5\" stroke-dasharray=\"5 4\"");
      text(x(plot.bar().limit()), TOP - 8, "middle", BAR, "bar " + plot.bar(), 12);
    }
    for (int i = 0; i < plot.marks().size(); i++) {
      mark(plot.marks().get(i), TOP + LINE * i + LINE / 2);
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, foot + 44, "middle", "#59636e", plot.unit(), 13);
    return svg.append("</svg>\n").toString();
  }

  private void tick(double at) {
    line(at, "#d1d9e0", "");
    text(x(at), foot + 20, "middle", "#59636e", Numbers.text(at), 12);
  }

  private void line(double at, String color, String more) {
    add(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"%s/>",
        x(at), TOP, x(at), foot, color, more);
  }

  private void mark(Mark mark, int y) {
    String color = mark.second() ? SECOND : FIRST;
    text(LEFT - 12, y + 4, "end", "#1f2328", mark.label(), 13);
    add(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\""
            + " stroke-opacity=\"0.4\"/>",
        x(mark.value().low()), y, x(mark.value().high()), y, color);
    add("<circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\"/>", x(mark.value().median()), y, color);
    double end = Math.max(x(mark.value().high()), x(mark.value().median())) + 10;
    text(end, y + 4, "start", color, Numbers.text(mark.value().median()), 12);
  }

  private void text(double x, double y, String anchor, String color, String words, int size) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\">%s</text>",
        x, y, anchor, color, size, escaped);
  }

  private double x(double value) {
    return LEFT + (WIDTH - RIGHT - LEFT) * (value - axis.from()) / (axis.to() - axis.from());
  }

  private void add(String element, Object... values) {
    svg.append(String.format(Locale.ROOT, element, values)).append('\n');
  }

  /** A scale with round ends; it begins at 0 unless everything is far from there. */
  private record Axis(double from, double to, double step) {

    private static final int MOST_STEPS = 8;

    static Axis over(DoubleStream values) {
      double[] sorted = values.filter(Double::isFinite).sorted().toArray();
      double low = sorted.length == 0 ? 0 : sorted[0];
      double high = sorted.length == 0 ? 1 : sorted[sorted.length - 1];
      if (low > 0 && low < high * 0.6) {
        low = 0;
      }
      double span = high > low ? high - low : Math.max(Math.abs(high), 1) * 0.1;
      double step = Math.pow(10, Math.floor(Math.log10(span / MOST_STEPS)));
      for (double factor : new double[] {1, 2, 5, 10}) {
        if (span / (step * factor) <= MOST_STEPS) {
          step *= factor;
          break;
        }
      }
      return new Axis(Math.floor(low / step) * step, Math.ceil((low + span) / step) * step, step);
    }

    Stream<Double> ticks() {
      long steps = Math.round((to - from) / step);
      return Stream.iterate(0L, i -> i <= steps, i -> i + 1).map(i -> from + i * step);
    }
  }
}
