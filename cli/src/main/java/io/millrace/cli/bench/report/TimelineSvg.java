package io.millrace.cli.bench.report;

import java.util.Locale;

/** Draws a {@link Timeline} as SVG, by hand as {@link Svg} does. */
final class TimelineSvg {

  private static final int WIDTH = 940;
  private static final int HEIGHT = 460;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 110;
  private static final int BOTTOM = 56;
  private static final int LABEL_LINES = 3;
  private static final int TIME_TICKS = 12;
  private static final String FIRST = "#1f6feb";
  private static final String SECOND = "#9a6700";
  private static final String MOMENT = "#cf222e";
  private static final String GREY = "#59636e";

  private final Timeline timeline;
  private final double from;
  private final double to;
  private final double low;
  private final double high;
  private final StringBuilder svg = new StringBuilder();

  private TimelineSvg(Timeline timeline) {
    this.timeline = timeline;
    var seconds = timeline.points().stream().mapToDouble(Timeline.Point::seconds);
    var span = seconds.summaryStatistics();
    var values =
        timeline.points().stream()
            .mapToDouble(Timeline.Point::value)
            .filter(value -> value > 0)
            .summaryStatistics();
    from = span.getCount() == 0 ? 0 : Math.floor(span.getMin());
    to = span.getCount() == 0 ? 1 : Math.max(Math.ceil(span.getMax()), from + 1);
    low = values.getCount() == 0 ? 0 : Math.floor(Math.log10(values.getMin()));
    high = values.getCount() == 0 ? 1 : Math.max(Math.ceil(Math.log10(values.getMax())), low + 1);
  }

  static String of(Timeline timeline) {
    return new TimelineSvg(timeline).draw();
  }

  private String draw() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    add("<text x=\"20\" y=\"30\" font-size=\"17\">%s</text>", escaped(timeline.title()));
    axes();
    timeline.points().forEach(this::point);
    for (int i = 0; i < timeline.moments().size(); i++) {
      moment(timeline.moments().get(i), TOP - 8 - 16 * (i % LABEL_LINES));
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (int power = (int) low; power <= (int) high; power++) {
      double y = y(Math.pow(10, power));
      add(
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d1d9e0\"/>",
          LEFT, y, WIDTH - RIGHT, y);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s</text>",
          LEFT - 8, y + 4, GREY, Numbers.text(Math.pow(10, power)));
    }
    double step = Math.max(1, Math.ceil((to - from) / TIME_TICKS));
    for (double second = from; second <= to; second += step) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
          x(second), HEIGHT - BOTTOM + 20, GREY, Numbers.text(second));
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">seconds</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, GREY);
    add("<text x=\"20\" y=\"%d\" fill=\"%s\">%s</text>", TOP - 8, GREY, escaped(timeline.unit()));
  }

  private void point(Timeline.Point point) {
    if (point.value() > 0) {
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\" fill=\"%s\" fill-opacity=\"0.5\"/>",
          x(point.seconds()), y(point.value()), point.second() ? SECOND : FIRST);
    }
  }

  /** Labels stand on several lines, for moments may be close. */
  private void moment(Timeline.Moment moment, int labelY) {
    double x = x(moment.seconds());
    add(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-dasharray=\"5 4\"/>",
        x, labelY + 4, x, HEIGHT - BOTTOM, MOMENT);
    add(
        "<text x=\"%.1f\" y=\"%d\" fill=\"%s\">%s</text>",
        x + 3, labelY, MOMENT, escaped(moment.label()));
  }

  private double x(double seconds) {
    return LEFT + (WIDTH - RIGHT - LEFT) * (seconds - from) / (to - from);
  }

  private double y(double value) {
    double share = (Math.log10(value) - low) / (high - low);
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share;
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void add(String element, Object... values) {
    svg.append(String.format(Locale.ROOT, element, values)).append('\n');
  }
}
